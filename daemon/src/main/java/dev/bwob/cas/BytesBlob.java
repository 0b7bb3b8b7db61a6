package dev.bwob.cas;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A blob whose bytes are in memory already; given out in one piece. */
public final class BytesBlob implements Blob {
  private @Nullable ByteBuffer bytes;

  /** A blob of the remaining bytes of a buffer, which must not change until the blob is closed. */
  public BytesBlob(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** The empty blob, which no store has to be asked for. */
  public static Blob empty() {
    return new BytesBlob(ByteBuffer.allocate(0));
  }

  @Override
  public @Nullable ByteBuffer read() {
    ByteBuffer next = bytes;
    bytes = null;
    return next != null && next.hasRemaining() ? next : null;
  }

  @Override
  public void close() {
    bytes = null;
  }
}
