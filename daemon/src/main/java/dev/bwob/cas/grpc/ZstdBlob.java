package dev.bwob.cas.grpc;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses a stream. It may begin with a skippable frame and be of several frames; memory is
 * bounded whatever it decompresses to.
 */
final class ZstdBlob implements Blob {
  private static final int OUTPUT_SIZE = 128 * 1024;

  private final Blob compressed;
  private final Digest digest;
  private final String source;
  private final ZstdInputStreamNoFinalizer stream;
  private final byte[] output = new byte[OUTPUT_SIZE];
  private boolean closed;

  private ZstdBlob(Blob compressed, Digest digest, String source) throws IOException {
    this.compressed = compressed;
    this.digest = digest;
    this.source = source;
    stream =
        new ZstdInputStreamNoFinalizer(
            new BlobInputStream(compressed), RecyclingBufferPool.INSTANCE);
  }

  /** A blob of what a compressed one decompresses to. Closes it, also when this fails. */
  static Blob decompress(Blob compressed, Digest digest, String source) throws BlobException {
    try {
      return new ZstdBlob(compressed, digest, source);
    } catch (IOException e) {
      compressed.close();
      throw unreadable(digest, source, e);
    }
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    try {
      int length = stream.read(output, 0, output.length);
      return length < 0 ? null : ByteBuffer.wrap(output, 0, length);
    } catch (BlobException e) {
      throw e;
    } catch (InterruptedIOException e) {
      InterruptedException interrupt = new InterruptedException();
      interrupt.initCause(e);
      throw interrupt;
    } catch (ZstdIOException e) {
      throw new BlobCorruptException(digest, source, "not a zstd stream: " + e.getMessage());
    } catch (IOException e) {
      throw unreadable(digest, source, e);
    }
  }

  private static SourceUnavailableException unreadable(
      Digest digest, String source, IOException e) {
    return new SourceUnavailableException(
        "The compressed blob %s of %s can't be read: %s".formatted(digest, source, e.getMessage()),
        e);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    compressed.close();
    try {
      stream.close();
    } catch (IOException e) {
      throw new IllegalStateException("A stream over memory can't fail to close", e);
    }
  }

  private static final class BlobInputStream extends InputStream {
    private final Blob blob;
    private ByteBuffer current = ByteBuffer.allocate(0);

    BlobInputStream(Blob blob) {
      this.blob = blob;
    }

    @Override
    public int read() throws IOException {
      return fill() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (!fill()) {
        return -1;
      }
      int available = Math.min(length, current.remaining());
      current.get(target, offset, available);
      return available;
    }

    /** What is at hand, so that the decompressor does not wait for a full buffer. */
    @Override
    public int available() {
      return current.remaining();
    }

    private boolean fill() throws IOException {
      if (current.hasRemaining()) {
        return true;
      }
      try {
        ByteBuffer next = blob.read();
        if (next == null) {
          return false;
        }
        current = next;
        return true;
      } catch (InterruptedException e) {
        InterruptedIOException interrupted = new InterruptedIOException();
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }
}
