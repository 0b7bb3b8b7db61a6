package dev.bwob.cas.disk;

import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** One read of a file. */
final class FileBlob implements Blob {
  private static final int LARGEST_READ = 256 * 1024;

  private final FileChannel channel;
  private final Digest digest;
  private final String source;
  private final ByteBuffer buffer;

  FileBlob(FileChannel channel, Digest digest, long offset, String source) {
    this.channel = channel;
    this.digest = digest;
    this.source = source;
    int size = Math.clamp(digest.size() - offset, 1, LARGEST_READ);
    // Direct memory saves a copy, but costs more than that to get for a small file.
    buffer = size < LARGEST_READ ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    buffer.clear();
    try {
      if (channel.read(buffer) < 0) {
        return null;
      }
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      InterruptedException interrupt = new InterruptedException();
      interrupt.initCause(e);
      throw interrupt;
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "%s broke off while blob %s was read: %s".formatted(source, digest, e.getMessage()), e);
    }
    return buffer.flip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written, so nothing can be lost.
      buffer.clear();
    }
  }
}
