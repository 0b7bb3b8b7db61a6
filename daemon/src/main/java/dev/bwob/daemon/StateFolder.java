package dev.bwob.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The folder with what must outlive the daemon, held by one daemon at a time: a lock on the file
 * {@code lock} in it, which the system releases however the process ends. The file's content is for
 * messages: the process id on its second line, the socket on its third.
 */
final class StateFolder implements AutoCloseable {
  /** Room for a process id and a path. */
  private static final int MAX_LOCK_TEXT = 4200;

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
   * @throws IOException when it can't be made, or another daemon has it; the message says which
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
      FileLock lock = channel.tryLock(0, 1, /* shared= */ false);
      if (lock == null) {
        throw new IOException(takenBy(channel, folder));
      }
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

  private static String takenBy(FileChannel channel, Path folder) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_LOCK_TEXT);
    channel.read(text, 1);
    List<String> lines = StandardCharsets.UTF_8.decode(text.flip()).toString().lines().toList();
    // It may just have taken the lock, and not have written yet.
    String holder = lines.isEmpty() ? "" : " (process %s)".formatted(lines.getFirst());
    String taken = "Another bwobd%s uses the state folder %s".formatted(holder, folder);
    return lines.size() < 2
        ? taken + "."
        : taken
            + ". It listens on %s: --socket=%s reaches it, and `bwob daemon stop --socket=%s` ends it."
                .formatted(lines.get(1), lines.get(1), lines.get(1));
  }

  /** The index's file. */
  Path indexFile() {
    return folder.resolve("index.db");
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
