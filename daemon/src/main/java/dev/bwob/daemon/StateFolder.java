package dev.bwob.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The folder with what must outlive the daemon, held by one daemon at a time: a lock on the file
 * {@code lock} in it, which the system releases however the process ends. The file's content is for
 * messages: the process id on its second line, the socket on its third.
 */
final class StateFolder implements AutoCloseable {
  /** Room for a process id and a path. */
  private static final int MAX_LOCK_TEXT = 4200;

  /** Longer than a daemon gives its running calls to end. */
  private static final Duration LEAVING = Duration.ofSeconds(25);

  private static final long POLL_MILLIS = 20;

  private final Path folder;
  private final FileChannel channel;

  private StateFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Makes the folder if it is absent (private to the user) and takes it.
   *
   * @param socket where its daemon will listen, for whoever finds the folder taken
   * @throws IOException when it can't be made, or another daemon has it and is not leaving; the
   *     message says which
   */
  static StateFolder take(Path folder, Path socket) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      awaitLock(channel, folder);
      // The first byte carries the lock: so that a reader of the rest is not in the locked range.
      channel.truncate(0);
      channel.write(
          StandardCharsets.UTF_8.encode(
              "\n%d\n%s\n".formatted(ProcessHandle.current().pid(), socket)));
      taken = true;
      return new StateFolder(folder, channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  /** A daemon that no longer listens is leaving, and may still bring calls to their end. */
  private static void awaitLock(FileChannel channel, Path folder) throws IOException {
    long deadline = System.nanoTime() + LEAVING.toNanos();
    while (channel.tryLock(0, 1, /* shared= */ false) == null) {
      List<String> holder = holder(channel);
      boolean listens = holder.size() > 1 && SocketServer.answers(Path.of(holder.get(1)));
      if (listens || System.nanoTime() > deadline) {
        throw new IOException(takenBy(holder, folder));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  /** Process id and socket; fewer when it has just taken the lock and not written yet. */
  private static List<String> holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_LOCK_TEXT);
    channel.read(text, 1);
    return StandardCharsets.UTF_8.decode(text.flip()).toString().lines().toList();
  }

  private static String takenBy(List<String> holder, Path folder) {
    return holder.size() < 2
        ? "Another bwobd uses the state folder %s.".formatted(folder)
        : "Another bwobd (process %s) uses the state folder %s. It listens on %s: --socket=%s reaches it, and `bwob daemon stop --socket=%s` ends it."
            .formatted(holder.get(0), folder, holder.get(1), holder.get(1), holder.get(1));
  }

  /** The index's file. */
  Path indexFile() {
    return folder.resolve("index.db");
  }

  /**
   * An empty folder for the native libraries that a daemon unpacks, made if absent. What an earlier
   * daemon left there is taken away: libraries can't be while they are loaded, and a daemon that is
   * killed takes nothing away.
   */
  Path libraryFolder() throws IOException {
    Path libraries = folder.resolve("native");
    Files.createDirectories(libraries);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(libraries)) {
      for (Path file : left) {
        Files.delete(file);
      }
    }
    return libraries;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
