package dev.bwob.cas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.digest.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ResumingBlobStoreTest extends BlobStoreContract {
  private static final byte[] BYTES = SampleBlobs.bytes(5000, 1);
  private static final RetryPolicy THRICE =
      new RetryPolicy(3, Duration.ofMillis(100), Duration.ofSeconds(5));

  private final InMemoryBlobStore memory = new InMemoryBlobStore("memory");
  private final List<Duration> sleeps = new ArrayList<>();
  private final BlobStore store =
      new ResumingBlobStore(memory, new Retries(THRICE, sleeps::add, new Random(1)));

  @Override
  protected BlobStore storeOf(List<byte[]> blobs) {
    blobs.forEach(memory::put);
    return store;
  }

  private static SourceUnavailableException down() {
    return new SourceUnavailableException("It is down.");
  }

  @Test
  void brokenReadGoesOnAtTheByteReached() throws Exception {
    Digest digest = memory.put(BYTES);
    memory.breakAfter(digest, 2500, down());
    memory.breakAfter(digest, 700, down());
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
    String name = digest.hex().substring(0, 4);
    assertEquals(List.of(name + "@0", name + "@2500", name + "@3200"), memory.opened);
  }

  @Test
  void endLostAfterTheLastByteIsNotAskedFor() throws Exception {
    Digest digest = memory.put(BYTES);
    memory.breakAfter(digest, 5000, down());
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
    assertEquals(1, memory.opened.size());
  }

  @Test
  void openIsTriedAgainAndThenGivenUp() {
    Digest digest = memory.put(BYTES);
    SourceUnavailableException last = down();
    memory.fail(digest, down(), down(), down(), last);
    assertSame(last, assertThrows(SourceUnavailableException.class, () -> store.open(digest, 0)));
    assertEquals(3, sleeps.size());
  }

  @Test
  void progressCountsFailuresFromZeroAgain() throws Exception {
    Digest digest = memory.put(BYTES);
    for (int i = 0; i < 9; i++) {
      memory.breakAfter(digest, 500, down());
    }
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
    assertEquals(9, sleeps.size());
  }

  @Test
  void readWithoutProgressIsGivenUp() throws Exception {
    Digest digest = memory.put(BYTES);
    for (int i = 0; i < 10; i++) {
      memory.breakAfter(digest, 0, down());
    }
    try (Blob blob = store.open(digest, 0)) {
      assertThrows(SourceUnavailableException.class, blob::read);
      assertThrows(SourceUnavailableException.class, blob::read);
    }
    assertEquals(3, sleeps.size());
  }

  @Test
  void whatIsGoneRefusedOrCorruptIsNotAskedAgain() {
    Digest digest = memory.put(BYTES);
    for (BlobException failure :
        List.of(
            new BlobNotFoundException(digest, "memory"),
            new SourceRefusedException("No."),
            new BlobCorruptException(digest, "memory", "broken"))) {
      memory.fail(digest, failure);
      assertSame(failure, assertThrows(BlobException.class, () -> store.open(digest, 0)));
    }
    assertEquals(List.of(), sleeps);
  }

  @Test
  void onlyTheUnavailablePartOfABatchIsAskedAgain() throws Exception {
    Digest first = memory.put(SampleBlobs.bytes(10, 1));
    Digest second = memory.put(SampleBlobs.bytes(10, 2));
    Digest absent = SampleBlobs.digest(SampleBlobs.bytes(10, 3));
    memory.fail(second, down(), down());
    CollectedAnswers answers = CollectedAnswers.of(store, List.of(first, second, absent));
    assertEquals(Set.of(first, second), answers.received.keySet());
    assertEquals(
        List.of(List.of(first, second, absent), List.of(second), List.of(second)), memory.batches);
  }

  @Test
  void batchThatStaysUnavailableIsAnsweredSo() throws Exception {
    Digest digest = memory.put(BYTES);
    memory.fail(digest, down(), down(), down(), down());
    CollectedAnswers answers = CollectedAnswers.of(store, List.of(digest));
    assertTrue(answers.failed.get(digest) instanceof SourceUnavailableException);
    assertEquals(4, memory.batches.size());
  }

  @Test
  void questionsAreAskedAgain() throws Exception {
    memory.failQuestions(down(), down(), down());
    assertEquals(memory.maxBatchedSize, store.maxBatchedSize());
    memory.failQuestions(down());
    assertEquals(Set.of(), store.findMissing(List.of()));
    assertEquals(4, sleeps.size());
  }

  @Test
  void delaysGrowUpToTheLongestAndAreJittered() {
    RetryPolicy policy = new RetryPolicy(9, Duration.ofMillis(100), Duration.ofSeconds(1));
    Random random = new Random(7);
    Set<Duration> different = new java.util.HashSet<>();
    for (int failure = 0; failure < 9; failure++) {
      long most = Math.min(1000, 100L << failure);
      Duration delay = policy.delay(failure, random);
      assertTrue(delay.compareTo(Duration.ofMillis(most)) <= 0, failure + ": " + delay);
      different.add(delay);
    }
    assertEquals(9, different.size());
  }

  @Test
  void interruptWhileWaitingCancels() {
    Digest digest = memory.put(BYTES);
    memory.fail(digest, down());
    Sleeper interrupted =
        time -> {
          throw new InterruptedException();
        };
    BlobStore interruptible =
        new ResumingBlobStore(memory, new Retries(THRICE, interrupted, new Random(1)));
    assertThrows(InterruptedException.class, () -> interruptible.open(digest, 0));
  }
}
