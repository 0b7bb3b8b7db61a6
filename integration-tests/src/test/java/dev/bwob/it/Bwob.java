package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The {@code bwob} command as its users start it: a process of its own, with the daemon that it
 * starts, and a state folder, home and socket folder that no other test has. {@link #close} ends
 * the daemon.
 */
final class Bwob implements AutoCloseable {
  private final Path scratch;

  /**
   * @param scratch an empty or absent folder; its path must be short, as sockets are made below it
   */
  Bwob(Path scratch) {
    this.scratch = scratch;
    TestFiles.createFolder(scratch.resolve("home"));
    TestFiles.createFolder(scratch.resolve("run"));
  }

  /** Runs a command in a folder, and returns when it has ended, however it did. */
  Outcome run(Path folder, String... arguments) {
    return run(folder, List.of(arguments));
  }

  /** Runs a command in a folder, and returns when it has ended, however it did. */
  Outcome run(Path folder, List<String> arguments) {
    try {
      Process process = start(folder, arguments);
      process.getOutputStream().close();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("bwob %s does not end".formatted(arguments));
      }
      return new Outcome(
          process.exitValue(), read(scratch.resolve("out")), read(scratch.resolve("err")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while bwob ran", e);
    }
  }

  /** Starts a command and leaves it running. Its output goes to files. */
  Process start(Path folder, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    Path lib = TestFiles.repository().resolve("target/dist/lib");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dbwob.home=" + TestFiles.repository());
    command.add("-Dbwob.lib=" + lib);
    command.add("-cp");
    command.add(lib + "/*");
    command.add("dev.bwob.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.redirectOutput(scratch.resolve("out").toFile());
    builder.redirectError(scratch.resolve("err").toFile());
    Map<String, String> environment = builder.environment();
    environment.put("HOME", scratch.resolve("home").toString());
    environment.put("XDG_STATE_HOME", scratch.resolve("state").toString());
    environment.put("XDG_RUNTIME_DIR", scratch.resolve("run").toString());
    return builder.start();
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** Where the daemon keeps its state. */
  Path stateFolder() {
    return scratch.resolve("state/bwob");
  }

  /** What the daemon printed. */
  String daemonLog() {
    Path log = stateFolder().resolve("daemon.out");
    return Files.exists(log) ? new String(TestFiles.read(log), StandardCharsets.UTF_8) : "";
  }

  @Override
  public void close() {
    run(scratch, "daemon", "stop");
  }

  /** How a command ended. */
  record Outcome(int exitCode, String out, String err) {
    /** Expects an exit code. */
    Outcome expect(int code) {
      if (exitCode != code) {
        throw new AssertionError("exit code %d, not %d:\n%s%s".formatted(exitCode, code, out, err));
      }
      return this;
    }
  }
}
