package dev.bwob.digest;

import java.nio.ByteBuffer;

/** A running hash of one blob. Single use, one thread at a time. */
public interface Hasher {
  /** Takes the remaining bytes of the buffer; its position moves to its limit. */
  void update(ByteBuffer bytes);

  /** The hash of all bytes given so far. Ends the computation. */
  byte[] finish();
}
