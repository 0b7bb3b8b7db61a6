package dev.bwob.cas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the answers of a batch; a second answer for a digest is an error. */
public final class CollectedAnswers implements BatchReceiver {
  public final Map<Digest, byte[]> received = new ConcurrentHashMap<>();
  public final Map<Digest, BlobException> failed = new ConcurrentHashMap<>();

  /** Reads a batch, and checks that every digest got an answer. */
  public static CollectedAnswers of(BlobStore store, Collection<Digest> digests)
      throws InterruptedException {
    CollectedAnswers answers = new CollectedAnswers();
    store.readBatch(digests, answers);
    Set<Digest> answered = new HashSet<>(answers.received.keySet());
    answered.addAll(answers.failed.keySet());
    assertEquals(new HashSet<>(digests), answered);
    return answers;
  }

  @Override
  public void received(Digest digest, ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    if (received.put(digest, copy) != null || failed.containsKey(digest)) {
      throw new AssertionError("two answers for " + digest);
    }
  }

  @Override
  public void failed(Digest digest, BlobException cause) {
    if (failed.put(digest, cause) != null || received.containsKey(digest)) {
      throw new AssertionError("two answers for " + digest);
    }
  }

  void assertReceived(byte[] bytes) {
    assertArrayEquals(bytes, received.get(SampleBlobs.digest(bytes)));
  }
}
