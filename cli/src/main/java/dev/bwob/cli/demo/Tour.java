package dev.bwob.cli.demo;

import com.google.gson.JsonParser;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.process.Environment;
import dev.bwob.cli.session.Session;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The steps of the demo: each a command line as a user types it, shown and then run, in this
 * process, by the same code.
 */
final class Tour {
  private static final String PROGRAM = "deploy";

  private final Session session;
  private final Console console;
  private final Path recording;
  private final Path folder;
  private final Path out;
  private final long startNanos = System.nanoTime();

  /**
   * @param recording has build.bep and the folder cache
   * @param folder empty; everything that the tour makes is below it
   */
  Tour(Session session, Path recording, Path folder) {
    this.session = session;
    this.console = session.console();
    this.recording = recording;
    this.folder = folder;
    this.out = folder.resolve("out");
  }

  ExitCode take() throws CliException, IOException {
    String cache = "--disk_cache=" + recording.resolve("cache");
    try {
      say("A build ran with --remote_download_minimal: its outputs are in a cache, not on disk.");
      say("bwob reads what it told of itself:");
      step("ingest", recording.resolve("build.bep").toString());
      String build = "--invocation=" + newestBuild();
      say("Now every output is known by path and label, and none is here:");
      step("ls", "-l", build, "//app:deploy");
      say("Bring a deploy target, by its label:");
      fetch(cache, build, "//app:deploy");
      say("And every header, by a glob:");
      fetch(cache, build, "bazel-out/**/*.h");
      say("They are real files, verified by their digests:");
      runProgram();
      say(
          String.format(
              Locale.ROOT,
              "That took %.1f s. No Bazel was started, nothing was built.",
              (System.nanoTime() - startNanos) / 1e9));
      return ExitCode.OK;
    } finally {
      // No step of the tour: the daemon is the demo's own and ends with it.
      quietly("daemon", "stop");
    }
  }

  private void fetch(String cache, String build, String pattern) throws CliException {
    step("fetch", build, cache, "--only_these_sources", "--to=" + out, pattern);
  }

  private void step(String... words) throws CliException {
    console.print("");
    show(words);
    ExitCode code = session.runner().run(command(words), environment(session.environment().out()));
    if (code != ExitCode.OK) {
      throw new CliException(
          code, "The demo ends here: that command failed with exit code " + code.number() + ".");
    }
  }

  private void show(String... words) {
    List<String> typed = new ArrayList<>();
    for (String word : words) {
      // What a shell would take for itself is quoted.
      typed.add(word.contains("*") ? "'" + word + "'" : word);
    }
    console.print(console.style().bold("$ bwob " + String.join(" ", typed)));
    console.flush();
  }

  private String newestBuild() throws CliException {
    String first = quietly("builds", "list", "--output=json").lines().findFirst().orElse("{}");
    var id = JsonParser.parseString(first).getAsJsonObject().get("id");
    if (id == null) {
      throw new CliException(ExitCode.BUG, "The demo's daemon knows no build: " + first);
    }
    return id.getAsString();
  }

  private String quietly(String... words) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    var _ = session.runner().run(command(words), environment(output));
    return output.toString(StandardCharsets.UTF_8);
  }

  /** The words, with the flags that keep the demo apart from the user's own daemon and settings. */
  private List<String> command(String... words) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "--state_dir=" + folder.resolve("state"),
                "--socket=" + folder.resolve("bwobd.sock"),
                "--max_idle_secs=60",
                "--nohome_rc",
                "--noworkspace_rc",
                "--noprogress",
                "--color=" + session.options().color));
    command.addAll(List.of(words));
    return command;
  }

  private Environment environment(OutputStream output) {
    return session.environment().in(folder, output);
  }

  private void runProgram() throws CliException, IOException {
    Path program;
    try (Stream<Path> files = Files.walk(out)) {
      program =
          files
              .filter(file -> file.endsWith(PROGRAM) && Files.isRegularFile(file))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow(() ->
                  new CliException(ExitCode.BUG, "No program named " + PROGRAM + " was fetched."));
    }
    console.print("");
    console.print(console.style().bold("$ " + program));
    Process process = new ProcessBuilder(program.toString()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    console.print(said.stripTrailing());
    try {
      int code = process.waitFor();
      if (code != 0) {
        throw new CliException(
            ExitCode.BUG, "The fetched program ended with exit code " + code + ".");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "Interrupted.", e);
    }
  }

  private void say(String text) {
    console.print("");
    console.print("# " + text);
    console.flush();
  }
}
