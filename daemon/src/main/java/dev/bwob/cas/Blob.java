package dev.bwob.cas;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one blob, once, from an offset to its end. One thread at a time; close it, also in
 * the middle.
 *
 * <p>A verifying blob shows that the bytes are wrong at its end at the latest: until {@link #read}
 * has returned null, no byte may be trusted.
 */
public interface Blob extends AutoCloseable {
  /**
   * The next bytes, at least one, or null at the end. The buffer may be read-only and is valid
   * until the next call.
   *
   * @throws BlobException when they can't be had
   */
  @Nullable ByteBuffer read() throws BlobException, InterruptedException;

  /** Gives up what is not read. Never throws. */
  @Override
  void close();
}
