package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The {@code bwob} command as its users start it: a process of its own, with the daemon that it
 * starts, and a state folder, home and socket folder that no other test has. {@link #close} ends
 * the daemon.
 */
final class Bwob implements AutoCloseable {
  private final Path scratch;
  private final Map<String, String> variables;
  private final AtomicInteger runs = new AtomicInteger();

  /**
   * @param scratch an empty or absent folder; its path must be short, as sockets are made below it
   */
  Bwob(Path scratch) {
    this(scratch, Map.of());
  }

  /**
   * @param variables added to the environment of all processes
   */
  Bwob(Path scratch, Map<String, String> variables) {
    this.scratch = scratch;
    this.variables = variables;
    TestFiles.createFolder(scratch.resolve("home"));
    TestFiles.createFolder(scratch.resolve("run"));
  }

  /** Runs a command in a folder, and returns when it has ended, however it did. */
  Outcome run(Path folder, String... arguments) {
    return run(folder, List.of(arguments));
  }

  /** Runs a command in a folder, and returns when it has ended, however it did. */
  Outcome run(Path folder, List<String> arguments) {
    return start(folder, arguments).await();
  }

  /** Starts a command and leaves it running. Its output goes to files, its input is a pipe. */
  BwobRun start(Path folder, List<String> arguments) {
    List<String> command =
        java(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), "dev.bwob.cli.Main");
    command.addAll(arguments);
    return start(folder, command, arguments);
  }

  /** Starts a daemon as its users' service supervisors would, by its own main class. */
  BwobRun startDaemon(String... flags) {
    List<String> command = java(List.of("-XX:+UseSerialGC"), "dev.bwob.daemon.Main");
    command.addAll(List.of(flags));
    return start(scratch, command, List.of(flags));
  }

  private static List<String> java(List<String> options, String mainClass) {
    List<String> command = new ArrayList<>();
    Path lib = TestFiles.repository().resolve("target/dist/lib");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Dbwob.home=" + TestFiles.repository());
    command.add("-Dbwob.lib=" + lib);
    command.add("-cp");
    command.add(lib + "/*");
    command.add(mainClass);
    return command;
  }

  private BwobRun start(Path folder, List<String> command, List<String> words) {
    int number = runs.incrementAndGet();
    Path out = scratch.resolve(number + ".out");
    Path err = scratch.resolve(number + ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile());
    builder.redirectOutput(out.toFile());
    builder.redirectError(err.toFile());
    builder.environment().putAll(environment());
    builder.environment().putAll(variables);
    try {
      return new BwobRun(words, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The variables that keep this bwob apart from all others. */
  Map<String, String> environment() {
    return Map.of(
        "HOME", scratch.resolve("home").toString(),
        "XDG_STATE_HOME", scratch.resolve("state").toString(),
        "XDG_RUNTIME_DIR", scratch.resolve("run").toString());
  }

  /** Where the daemon listens. */
  Path socket() {
    return scratch.resolve("run/bwob/bwobd.sock");
  }

  /** The daemon, which runs. */
  ProcessHandle daemon() {
    String lock = new String(TestFiles.read(stateFolder().resolve("lock")), StandardCharsets.UTF_8);
    return ProcessHandle.of(Long.parseLong(lock.lines().skip(1).findFirst().orElseThrow()))
        .orElseThrow();
  }

  /** Whether somebody listens where the daemon would. */
  boolean listens() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a daemon still runs; one that ended and that nobody waited for has no command. */
  static boolean runs(ProcessHandle daemon) {
    return daemon.isAlive() && daemon.info().command().isPresent();
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
    // By a signal: that is faster than one more command.
    if (listens()) {
      ProcessHandle daemon = daemon();
      daemon.destroy();
      Await.until("the daemon ends", () -> !runs(daemon), this::daemonLog);
    }
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
