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

/**
 * The folder with what must outlive the daemon, held by one daemon at a time: a lock on the file
 * {@code lock} in it, which the system releases however the process ends. The file's content is the
 * process id, for messages.
 */
final class StateFolder implements AutoCloseable {
  private final Path folder;
  private final FileChannel channel;

  private StateFolder(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Makes the folder if it is absent (private to the user) and takes it.
   *
   * @throws IOException when it can't be made, or another daemon has it; the message says which
   */
  static StateFolder take(Path folder) throws IOException {
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
        throw new IOException(
            "Another bwobd (process %s) uses the state folder %s"
                .formatted(holder(channel), folder));
      }
      // The first byte carries the lock, the rest the process id: so that a reader is not in the
      // locked range.
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              ("\n" + ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      taken = true;
      return new StateFolder(folder, channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(20);
    channel.read(text, 1);
    String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    return pid.isBlank() ? "unknown" : pid.strip();
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
