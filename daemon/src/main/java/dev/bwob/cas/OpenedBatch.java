package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers a batch by opening its blobs, several at a time: for stores that know no batch. */
public final class OpenedBatch {
  private OpenedBatch() {}

  /**
   * Reads each blob whole and hands it on.
   *
   * @param source names the store in messages
   * @param parallelism how many blobs are open, and in memory, at a time
   */
  public static void read(
      BlobStore store,
      String source,
      Collection<Digest> digests,
      BatchReceiver receiver,
      int parallelism)
      throws InterruptedException {
    Queue<Digest> waiting = new ConcurrentLinkedQueue<>(digests);
    int workers = Math.min(parallelism, digests.size());
    try (TaskGroup group = new TaskGroup()) {
      for (int i = 0; i < workers; i++) {
        group.fork(() -> {
          for (Digest next = waiting.poll(); next != null; next = waiting.poll()) {
            readOne(store, source, next, receiver);
          }
        });
      }
      group.join();
    }
  }

  private static void readOne(BlobStore store, String source, Digest digest, BatchReceiver receiver)
      throws InterruptedException {
    ByteBuffer whole;
    try (Blob blob = store.open(digest, 0)) {
      whole = readWhole(blob, digest, source);
    } catch (BlobException e) {
      receiver.failed(digest, e);
      return;
    }
    receiver.received(digest, whole);
  }

  /** Reads up to the null that ends the blob, as only that says that the bytes are right. */
  private static ByteBuffer readWhole(Blob blob, Digest digest, String source)
      throws BlobException, InterruptedException {
    ByteBuffer whole = ByteBuffer.allocate(Math.toIntExact(digest.size()));
    for (ByteBuffer part = blob.read(); part != null; part = blob.read()) {
      if (part.remaining() > whole.remaining()) {
        throw new BlobCorruptException(digest, source, "more bytes came than the blob has");
      }
      whole.put(part);
    }
    if (whole.hasRemaining()) {
      throw new BlobCorruptException(
          digest, source, "they ended after " + whole.position() + " bytes");
    }
    return whole.flip();
  }
}
