package dev.bwob.cas.local;

import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import org.jspecify.annotations.Nullable;

/** One read of a blob of the store. */
final class LocalBlob implements Blob {
  private static final int LARGEST_READ = 256 * 1024;

  private final OpenFile file;
  private final Digest digest;
  private final ByteBuffer buffer;

  LocalBlob(OpenFile file, Digest digest, long offset) throws IOException {
    this.file = file;
    this.digest = digest;
    file.channel().position(offset);
    int size = Math.clamp(digest.size() - offset, 1, LARGEST_READ);
    // Direct memory saves a copy, but costs more than that to get for a small file.
    buffer = size < LARGEST_READ ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    buffer.clear();
    try {
      return file.channel().read(buffer) < 0 ? null : buffer.flip();
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      InterruptedException interrupt = new InterruptedException();
      interrupt.initCause(e);
      throw interrupt;
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "Blob %s of the local store can't be read: %s".formatted(digest, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
