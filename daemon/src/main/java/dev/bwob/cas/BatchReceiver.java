package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;

/**
 * Takes the answers of a batch read. Called by several threads at a time. May block: that holds
 * back the source.
 */
public interface BatchReceiver {
  /** The whole blob. The buffer is the receiver's for the time of the call only. */
  void received(Digest digest, ByteBuffer bytes) throws InterruptedException;

  /** The blob can't be had. */
  void failed(Digest digest, BlobException cause) throws InterruptedException;
}
