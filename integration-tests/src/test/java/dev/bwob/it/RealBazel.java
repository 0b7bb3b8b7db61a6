package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Debian's Bazel 4.2.3 in one workspace, with an output base, a home folder and a locale of its
 * own, and a server that ends with {@link #close}.
 *
 * <p>The locale: this Bazel keeps file names as bytes, and its JVM hands bytes through unchanged
 * only in an ISO-8859-1 locale. Where that is absent, outputs with names outside ASCII "were not
 * created".
 */
final class RealBazel implements AutoCloseable {
  private static final String LOCALE = "en_US.ISO-8859-1";

  private final Path workspace;
  private final Path scratch;

  private RealBazel(Path workspace, Path scratch) {
    this.workspace = workspace;
    this.scratch = scratch;
  }

  /**
   * Bazel in a workspace that may be shared with others, as long as no two build at once.
   *
   * @param workspace a copy; Bazel plants {@code bazel-*} symlinks in it
   * @param scratch for the output base and all else; a new folder is a fresh output base
   */
  static RealBazel in(Path workspace, Path scratch) {
    RealBazel bazel = new RealBazel(workspace, scratch);
    // Of another output base's links Bazel would take bazel-<workspace> for a package.
    TestFiles.list(workspace).stream().filter(Files::isSymbolicLink).forEach(TestFiles::remove);
    TestFiles.createFolder(scratch.resolve("home"));
    bazel.makeLocale();
    return bazel;
  }

  /** A copy of the test workspace of this repository. */
  static Path copyWorkspace(Path to) {
    return TestFiles.copy(TestFiles.repository().resolve("integration-tests/workspace"), to);
  }

  private void makeLocale() {
    Path folder = TestFiles.createFolder(scratch.resolve("locale"));
    Outcome made =
        execute(
            List.of(
                "localedef", "-i", "en_US", "-f", "ISO-8859-1", folder.resolve(LOCALE).toString()));
    // 1: there were warnings, and it is written.
    if (made.exitCode() > 1) {
      throw new IllegalStateException("localedef made no locale:\n" + made.output());
    }
  }

  /**
   * Runs one command and returns when it has ended, however it did.
   *
   * @param arguments the command and its flags, {@code "build", "//..."}
   */
  Outcome run(String... arguments) {
    return run(List.of(arguments));
  }

  /** Runs one command and returns when it has ended, however it did. */
  Outcome run(List<String> arguments) {
    List<String> command = new ArrayList<>(startup());
    command.addAll(arguments);
    return execute(command);
  }

  /** The words of the command with its environment, for a script. */
  List<String> command() {
    List<String> command = new ArrayList<>(List.of("env", "-i"));
    environment().forEach((name, value) -> command.add(name + "=" + value));
    command.addAll(startup());
    return command;
  }

  private List<String> startup() {
    return List.of(
        RealComponent.BAZEL.program().toString(),
        "--host_jvm_args=-Xmx512m",
        "--output_user_root=" + scratch.resolve("root"),
        "--output_base=" + outputBase(),
        "--max_idle_secs=120");
  }

  private Map<String, String> environment() {
    return Map.of(
        "PATH",
        "/usr/bin:/bin",
        "HOME",
        scratch.resolve("home").toString(),
        "USER",
        "dev",
        "LOCPATH",
        scratch.resolve("locale").toString());
  }

  /**
   * Runs a build of which nothing may fail.
   *
   * @throws IllegalStateException with what it printed
   */
  Outcome build(String... arguments) {
    List<String> command = new ArrayList<>(List.of("build", "--color=no", "--curses=no"));
    command.addAll(List.of(arguments));
    Outcome outcome = run(command);
    if (outcome.exitCode() != 0) {
      throw new IllegalStateException(
          "bazel %s: exit code %d\n%s"
              .formatted(String.join(" ", command), outcome.exitCode(), outcome.output()));
    }
    return outcome;
  }

  Path workspace() {
    return workspace;
  }

  Path outputBase() {
    return scratch.resolve("base");
  }

  /** {@code <output base>/execroot/<workspace name>}; exists after the first build. */
  Path execRoot() {
    return TestFiles.list(outputBase().resolve("execroot")).stream()
        .filter(entry -> !entry.endsWith("DO_NOT_BUILD_HERE"))
        .findFirst()
        .orElseThrow();
  }

  /** All outputs: {@code <exec root>/bazel-out}. */
  Path outputs() {
    return execRoot().resolve("bazel-out");
  }

  /** What is in the output tree; {@code $OUTPUT_BASE} stands for the output base in link texts. */
  OutputTree outputTree() {
    return OutputTree.of(outputs(), Map.of(outputBase(), "$OUTPUT_BASE"));
  }

  private Outcome execute(List<String> command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(workspace.toFile());
      builder.redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment());
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while " + command.getFirst() + " ran", e);
    }
  }

  /** Ends Bazel's server and removes its output base. */
  @Override
  public void close() {
    run("shutdown");
    // Outputs and their folders are read-only. Not by Java: there are tens of thousands of files.
    execute(List.of("chmod", "-R", "u+w", scratch.toString()));
    execute(List.of("rm", "-rf", scratch.toString()));
  }

  /**
   * How a command ended.
   *
   * @param exitCode Bazel's: 0 all well, 1 the build failed, 3 tests failed
   * @param output what it printed, both streams
   */
  record Outcome(int exitCode, String output) {}
}
