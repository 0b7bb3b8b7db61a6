package dev.bwob.cas;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bytes to test with, and ways to read them back. */
public final class SampleBlobs {
  private SampleBlobs() {}

  /** Bytes that look random and are the same every time. */
  public static byte[] bytes(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  public static List<byte[]> many(int count, int size) {
    List<byte[]> blobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      blobs.add(bytes(size, i));
    }
    return blobs;
  }

  public static Digest digest(byte[] bytes) {
    return digest(DigestFunction.SHA256, bytes);
  }

  public static Digest digest(DigestFunction function, byte[] bytes) {
    return Digest.ofBytes(function, ByteBuffer.wrap(bytes));
  }

  /** Reads a blob up to its end and closes it. */
  public static byte[] readAll(Blob blob) throws BlobException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (blob) {
      for (ByteBuffer part = blob.read(); part != null; part = blob.read()) {
        if (!part.hasRemaining()) {
          throw new AssertionError("a blob gave an empty buffer");
        }
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        all.writeBytes(copy);
      }
    }
    return all.toByteArray();
  }
}
