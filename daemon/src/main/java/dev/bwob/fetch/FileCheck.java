package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import dev.bwob.digest.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** Compares files with digests by reading them. */
final class FileCheck {
  private static final int BUFFER_SIZE = 64 * 1024;

  private FileCheck() {}

  /** Whether a file's bytes are a blob's. Stops at once when the sizes differ. */
  static boolean matches(FileChannel file, Digest digest) throws IOException {
    return file.size() == digest.size() && copy(file, digest, ByteBuffer::remaining);
  }

  /**
   * Copies a file whose bytes should be a blob's. Returns whether they were; if not, what was
   * copied is worth nothing.
   */
  static boolean copies(FileChannel from, Digest digest, WritableByteChannel to)
      throws IOException {
    return from.size() == digest.size() && copy(from, digest, bytes -> writeAll(bytes, to));
  }

  static int writeAll(ByteBuffer bytes, WritableByteChannel to) throws IOException {
    int length = bytes.remaining();
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
    return length;
  }

  private static boolean copy(FileChannel from, Digest digest, Sink sink) throws IOException {
    Hasher hasher = digest.function().newHasher();
    ByteBuffer buffer =
        ByteBuffer.allocate((int) Math.max(1, Math.min(BUFFER_SIZE, digest.size() + 1)));
    long total = 0;
    while (from.read(buffer) >= 0) {
      buffer.flip();
      total += buffer.remaining();
      hasher.update(buffer.duplicate());
      sink.take(buffer);
      buffer.clear();
    }
    return digest.matches(hasher.finish(), total);
  }

  @FunctionalInterface
  private interface Sink {
    int take(ByteBuffer bytes) throws IOException;
  }
}
