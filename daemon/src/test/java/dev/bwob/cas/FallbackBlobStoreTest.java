package dev.bwob.cas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwob.digest.Digest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FallbackBlobStoreTest extends BlobStoreContract {
  private static final byte[] BYTES = SampleBlobs.bytes(5000, 1);
  private static final Digest DIGEST = SampleBlobs.digest(BYTES);

  private final InMemoryBlobStore near = new InMemoryBlobStore("near");
  private final InMemoryBlobStore far = new InMemoryBlobStore("far");
  private final BlobStore store =
      new FallbackBlobStore(
          List.of(new VerifyingBlobStore(near, "near"), new VerifyingBlobStore(far, "far")));

  /** Every other blob in every other source. */
  @Override
  protected BlobStore storeOf(List<byte[]> blobs) {
    for (int i = 0; i < blobs.size(); i++) {
      (i % 2 == 0 ? near : far).put(blobs.get(i));
    }
    return store;
  }

  private static byte[] wrong() {
    byte[] wrong = BYTES.clone();
    wrong[4000] ^= 1;
    return wrong;
  }

  private static List<BlobException> failuresFromBestToWorst() {
    return List.of(
        new BlobNotFoundException(DIGEST, "near"),
        new SourceRefusedException("No."),
        new SourceUnavailableException("Not now."),
        new BlobCorruptException(DIGEST, "near", "broken"));
  }

  @Test
  void nearestSourceThatHasItIsAskedOnly() throws Exception {
    near.put(BYTES);
    far.put(BYTES);
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(DIGEST, 0)));
    CollectedAnswers.of(store, List.of(DIGEST));
    assertEquals(List.of(), far.opened);
    assertEquals(List.of(), far.batches);
  }

  @Test
  void anyFailureBeforeTheFirstByteGoesToTheNextSource() throws Exception {
    near.put(BYTES);
    far.put(BYTES);
    for (BlobException failure : failuresFromBestToWorst()) {
      near.fail(DIGEST, failure);
      assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(DIGEST, 0)));
      near.fail(DIGEST, failure);
      CollectedAnswers.of(store, List.of(DIGEST)).assertReceived(BYTES);
    }
    near.breakAfter(DIGEST, 0, new SourceUnavailableException("At the first read."));
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(DIGEST, 0)));
  }

  @Test
  void worstFailureSpeaksForAllSources() throws Exception {
    List<BlobException> failures = failuresFromBestToWorst();
    for (int i = 0; i < failures.size(); i++) {
      for (int j = 0; j < failures.size(); j++) {
        InMemoryBlobStore one = new InMemoryBlobStore("one");
        InMemoryBlobStore other = new InMemoryBlobStore("other");
        BlobStore both = new FallbackBlobStore(List.of(one, other));
        one.fail(DIGEST, failures.get(i), failures.get(i));
        other.fail(DIGEST, failures.get(j), failures.get(j));
        BlobException worst = failures.get(Math.max(i, j));
        assertSame(worst, assertThrows(BlobException.class, () -> both.open(DIGEST, 0)));
        assertSame(worst, CollectedAnswers.of(both, List.of(DIGEST)).failed.get(DIGEST));
      }
    }
  }

  @Test
  void wrongBytesAreThrownAndTheNextOpenAsksAnotherSource() throws Exception {
    near.put(DIGEST, wrong());
    far.put(BYTES);
    assertThrows(BlobCorruptException.class, () -> SampleBlobs.readAll(store.open(DIGEST, 0)));
    assertEquals(List.of(), far.opened);
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(DIGEST, 0)));
    assertEquals(1, near.opened.size());
    assertEquals(1, far.opened.size());
  }

  @Test
  void onlySourceThatSentWrongBytesIsAskedOnceMore() throws Exception {
    near.put(DIGEST, wrong());
    assertThrows(BlobCorruptException.class, () -> SampleBlobs.readAll(store.open(DIGEST, 0)));
    near.put(BYTES);
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(DIGEST, 0)));
    far.put(BYTES);
    SampleBlobs.readAll(store.open(DIGEST, 0));
    assertEquals(1, far.opened.size(), "healed: the nearest is first again");
  }

  @Test
  void sourceLostInTheMiddleIsThrownAndTheNextOpenAsksAnother() throws Exception {
    near.put(BYTES);
    far.put(BYTES);
    near.breakAfter(DIGEST, 1500, new SourceUnavailableException("It went away."));
    assertThrows(
        SourceUnavailableException.class, () -> SampleBlobs.readAll(store.open(DIGEST, 0)));
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(DIGEST, 0)));
    assertEquals(1, near.opened.size());
  }

  @Test
  void batchTakesEachBlobFromWhereItIsRight() throws Exception {
    byte[] onlyNear = SampleBlobs.bytes(100, 5);
    byte[] onlyFar = SampleBlobs.bytes(100, 6);
    near.put(onlyNear);
    near.put(DIGEST, wrong());
    far.put(BYTES);
    far.put(onlyFar);
    List<Digest> digests =
        List.of(SampleBlobs.digest(onlyNear), DIGEST, SampleBlobs.digest(onlyFar));
    CollectedAnswers answers = CollectedAnswers.of(store, digests);
    answers.assertReceived(onlyNear);
    answers.assertReceived(onlyFar);
    answers.assertReceived(BYTES);
    assertEquals(2, far.batches.getFirst().size());
    CollectedAnswers.of(store, List.of(DIGEST)).assertReceived(BYTES);
    assertEquals(1, near.batches.size(), "the one with wrong bytes is last now");
  }

  @Test
  void sourceWithoutBatchesIsOpened() throws Exception {
    far.maxBatchedSize = 0;
    far.put(BYTES);
    assertEquals(near.maxBatchedSize, store.maxBatchedSize());
    CollectedAnswers.of(store, List.of(DIGEST)).assertReceived(BYTES);
    assertEquals(List.of(), far.batches);
    far.put(DIGEST, wrong());
    assertInstanceOf(
        BlobCorruptException.class, CollectedAnswers.of(store, List.of(DIGEST)).failed.get(DIGEST));
  }

  @Test
  void limitOfABatchIsTheSmallestThatAnySourceNames() throws Exception {
    near.maxBatchedSize = 50;
    far.failQuestions(new SourceUnavailableException("It is down."));
    assertEquals(50, store.maxBatchedSize());
    near.failQuestions(new SourceRefusedException("No."));
    far.failQuestions(new SourceUnavailableException("It is down."));
    assertThrows(SourceUnavailableException.class, store::maxBatchedSize);
  }

  @Test
  void missingIsWhatEverySourceLacks() throws Exception {
    byte[] onlyNear = SampleBlobs.bytes(100, 5);
    near.put(onlyNear);
    far.put(BYTES);
    Digest absent = SampleBlobs.digest(SampleBlobs.bytes(100, 7));
    List<Digest> digests = List.of(SampleBlobs.digest(onlyNear), DIGEST, absent);
    assertEquals(Set.of(absent), store.findMissing(digests));
    near.failQuestions(new SourceUnavailableException("It is down."));
    assertThrows(SourceUnavailableException.class, () -> store.findMissing(digests));
    near.failQuestions(new SourceUnavailableException("It is down."));
    assertEquals(Set.of(), store.findMissing(List.of(DIGEST)), "another source has it all");
  }

  @Test
  void closesEverySource() {
    store.close();
    assertEquals(1, near.closed);
    assertEquals(1, far.closed);
  }
}
