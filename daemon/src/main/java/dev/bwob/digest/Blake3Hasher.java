package dev.bwob.digest;

import java.nio.ByteBuffer;
import org.apache.commons.codec.digest.Blake3;

/** Hashes with BLAKE3, which the Java runtime lacks. */
record Blake3Hasher(Blake3 state) implements Hasher {
  private static final int COPY_SIZE = 16 * 1024;

  @Override
  public void update(ByteBuffer bytes) {
    if (bytes.hasArray()) {
      state.update(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
      bytes.position(bytes.limit());
      return;
    }
    byte[] copy = new byte[Math.min(COPY_SIZE, bytes.remaining())];
    while (bytes.hasRemaining()) {
      int length = Math.min(copy.length, bytes.remaining());
      bytes.get(copy, 0, length);
      state.update(copy, 0, length);
    }
  }

  @Override
  public byte[] finish() {
    return state.doFinalize(DigestFunction.BLAKE3.hashLength());
  }
}
