package dev.bwob.ingest.bep;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is still being written, as a stream that waits at the file's end. A file that is not
 * there yet is waited for.
 *
 * <p>After each wait it looks whether this is still the same file, since each build begins the file
 * anew: its size, its identity on disk and its first bytes must be as they were.
 */
final class FollowedFile extends InputStream {
  private static final int HEAD_SIZE = 4096;

  private final Path file;
  private final GrowthWait wait;
  private final byte[] head = new byte[HEAD_SIZE];
  private @Nullable FileChannel channel;
  private @Nullable Object identity;
  private long position;

  FollowedFile(Path file, GrowthWait wait) {
    this.file = file;
    this.wait = wait;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /**
   * @throws BrokenStreamException when the file is no longer the one whose start was read
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      FileChannel open = channel == null ? open() : channel;
      if (open != null) {
        int count = open.read(ByteBuffer.wrap(target, offset, length), position);
        if (count > 0) {
          remember(target, offset, count);
          position += count;
          return count;
        }
      }
      if (!await()) {
        return -1;
      }
      if (open != null) {
        checkSameFile(open);
      }
    }
  }

  private @Nullable FileChannel open() throws IOException {
    try {
      FileChannel opened = FileChannel.open(file);
      channel = opened;
      identity = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return opened;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private boolean await() throws IOException {
    try {
      return wait.await(file);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException)
          new InterruptedIOException("interrupted while following " + file).initCause(e);
    }
  }

  private void remember(byte[] bytes, int offset, int count) {
    if (position < HEAD_SIZE) {
      int kept = (int) Math.min(count, HEAD_SIZE - position);
      System.arraycopy(bytes, offset, head, (int) position, kept);
    }
  }

  private void checkSameFile(FileChannel open) throws IOException {
    try {
      Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      if (!Objects.equals(identity, now)) {
        throw new BrokenStreamException("the file was replaced by another while it was followed");
      }
    } catch (NoSuchFileException e) {
      throw new BrokenStreamException("the file was removed while it was followed", e);
    }
    if (open.size() < position) {
      throw new BrokenStreamException(
          "the file was truncated to %d bytes while it was followed, with %d read"
              .formatted(open.size(), position));
    }
    int known = (int) Math.min(position, HEAD_SIZE);
    byte[] now = new byte[known];
    int read = Math.max(0, open.read(ByteBuffer.wrap(now), 0));
    if (!Arrays.equals(now, 0, read, head, 0, known)) {
      throw new BrokenStreamException("the file was written anew while it was followed");
    }
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
