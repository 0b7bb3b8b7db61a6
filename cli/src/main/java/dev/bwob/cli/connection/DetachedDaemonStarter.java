package dev.bwob.cli.connection;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.endpoint.EndpointException;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts the daemon as a process of its own: in its own session, so that Ctrl-C in the terminal is
 * not meant for it, with its output in {@code daemon.out} of the state folder. A lock in the state
 * folder lets one client start at a time.
 */
public final class DetachedDaemonStarter implements DaemonStarter {
  /** As Bazel's {@code --local_startup_timeout_secs}: a busy machine can take its time. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long POLL_MILLIS = 10;
  private static final int TAIL_BYTES = 4096;
  private static final long OUTPUT_BYTES_KEPT = 1 << 20;

  private final Map<String, String> environment;
  private final DaemonCommand command;

  public DetachedDaemonStarter(Map<String, String> environment, DaemonCommand command) {
    this.environment = environment;
    this.command = command;
  }

  @Override
  public void start(DaemonEndpoint endpoint, long maxIdleSeconds) throws CliException {
    Path state = endpoint.stateDirectory();
    try {
      endpoint.prepareSocketFolder();
      Files.createDirectories(
          state,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (FileChannel file =
              FileChannel.open(
                  state.resolve("start.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = lock(file, endpoint)) {
        // Whoever held the lock before may have started it.
        if (!lock.isValid() || !DaemonSocket.answers(endpoint.socket())) {
          startLocked(endpoint, maxIdleSeconds);
        }
      }
    } catch (EndpointException e) {
      throw CliException.local(String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw CliException.local(
          "The daemon can't be started with the state folder %s: %s.".formatted(state, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof FileSystemException failure && failure.getReason() != null
        ? failure.getFile() + ": " + failure.getReason()
        : e.toString();
  }

  private static FileLock lock(FileChannel file, DaemonEndpoint endpoint)
      throws IOException, CliException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        FileLock lock = file.tryLock();
        if (lock != null) {
          return lock;
        }
      } catch (OverlappingFileLockException e) {
        // Another thread of this process starts it.
      }
      if (System.nanoTime() > deadline) {
        throw new CliException(
            ExitCode.LOCAL_ENVIRONMENT,
            "Another bwob has been starting the daemon for %d seconds: it holds start.lock in %s. End it and try again."
                .formatted(PATIENCE.toSeconds(), endpoint.stateDirectory()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  private void startLocked(DaemonEndpoint endpoint, long maxIdleSeconds)
      throws IOException, CliException {
    Path output = endpoint.stateDirectory().resolve("daemon.out");
    if (Files.exists(output) && Files.size(output) > OUTPUT_BYTES_KEPT) {
      Files.delete(output);
    }
    long before = Files.exists(output) ? Files.size(output) : 0;
    List<String> words = new ArrayList<>();
    if (onPath("setsid")) {
      words.add("setsid");
    }
    words.addAll(command.words(endpoint, maxIdleSeconds));
    Process daemon =
        new ProcessBuilder(words)
            // Not the user's folder: that would keep it from being unmounted.
            .directory(endpoint.stateDirectory().toFile())
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.appendTo(output.toFile()))
            .redirectErrorStream(true)
            .start();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!DaemonSocket.answers(endpoint.socket())) {
        boolean ended = daemon.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (ended) {
          // It refuses to be the second for its state folder, so the first may be there by now.
          if (DaemonSocket.answers(endpoint.socket())) {
            return;
          }
          throw new CliException(
              ExitCode.LOCAL_ENVIRONMENT,
              "The daemon did not start (exit code %d). It said, in %s:\n%s"
                  .formatted(daemon.exitValue(), output, tail(output, before)));
        }
        if (System.nanoTime() > deadline) {
          daemon.destroy();
          throw new CliException(
              ExitCode.LOCAL_ENVIRONMENT,
              "The daemon did not listen on %s within %d seconds and was ended. It said, in %s:\n%s"
                  .formatted(
                      endpoint.socket(), PATIENCE.toSeconds(), output, tail(output, before)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "Interrupted while the daemon started.", e);
    }
  }

  private boolean onPath(String program) {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }

  private static String tail(Path output, long from) throws IOException {
    try (FileChannel file = FileChannel.open(output)) {
      long start = Math.max(from, file.size() - TAIL_BYTES);
      byte[] bytes = new byte[(int) Math.max(0, file.size() - start)];
      var buffer = java.nio.ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining() && file.read(buffer, start + buffer.position()) >= 0) {}
      String said = new String(bytes, 0, buffer.position(), StandardCharsets.UTF_8).strip();
      return said.isEmpty() ? "(nothing)" : said.indent(2).stripTrailing();
    }
  }
}
