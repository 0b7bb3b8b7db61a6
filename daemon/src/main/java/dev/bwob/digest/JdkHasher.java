package dev.bwob.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** Hashes with what the Java runtime offers. */
record JdkHasher(MessageDigest messageDigest) implements Hasher {
  @Override
  public void update(ByteBuffer bytes) {
    messageDigest.update(bytes);
  }

  @Override
  public byte[] finish() {
    return messageDigest.digest();
  }
}
