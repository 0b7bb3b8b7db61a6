package dev.bwob.cas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.digest.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} must do. */
public abstract class BlobStoreContract {
  private static final byte[] SMALL = SampleBlobs.bytes(100, 1);
  private static final byte[] LARGE = SampleBlobs.bytes(3_000_000, 2);
  private static final byte[] ABSENT = SampleBlobs.bytes(100, 3);

  /** A store that has these blobs and no others. */
  protected abstract BlobStore storeOf(List<byte[]> blobs) throws Exception;

  @Test
  public void openedBlobGivesItsBytes() throws Exception {
    try (BlobStore store = storeOf(List.of(SMALL, LARGE))) {
      assertArrayEquals(SMALL, SampleBlobs.readAll(store.open(SampleBlobs.digest(SMALL), 0)));
      assertArrayEquals(LARGE, SampleBlobs.readAll(store.open(SampleBlobs.digest(LARGE), 0)));
    }
  }

  @Test
  public void offsetLeavesOutTheBeginning() throws Exception {
    try (BlobStore store = storeOf(List.of(LARGE))) {
      Digest digest = SampleBlobs.digest(LARGE);
      for (int offset : new int[] {1, 65_536, 1_234_567, LARGE.length - 1}) {
        assertArrayEquals(
            Arrays.copyOfRange(LARGE, offset, LARGE.length),
            SampleBlobs.readAll(store.open(digest, offset)));
      }
    }
  }

  @Test
  public void readAfterTheEndSaysEndAgain() throws Exception {
    try (BlobStore store = storeOf(List.of(SMALL));
        Blob blob = store.open(SampleBlobs.digest(SMALL), 0)) {
      int parts = 0;
      while (blob.read() != null) {
        parts++;
      }
      assertTrue(parts > 0);
      assertNull(blob.read());
    }
  }

  @Test
  public void absentBlobIsNotFound() throws Exception {
    try (BlobStore store = storeOf(List.of(SMALL))) {
      Digest absent = SampleBlobs.digest(ABSENT);
      BlobNotFoundException thrown =
          assertThrows(
              BlobNotFoundException.class, () -> SampleBlobs.readAll(store.open(absent, 0)));
      assertEquals(absent, thrown.digest());
      assertTrue(thrown.toString().contains(absent.toString()), thrown.getMessage());
    }
  }

  @Test
  public void emptyBlobIsAlwaysThere() throws Exception {
    try (BlobStore store = storeOf(List.of())) {
      Digest empty = SampleBlobs.digest(new byte[0]);
      assertArrayEquals(new byte[0], SampleBlobs.readAll(store.open(empty, 0)));
      assertArrayEquals(
          new byte[0], CollectedAnswers.of(store, List.of(empty)).received.get(empty));
      assertEquals(Set.of(), store.findMissing(List.of(empty)));
    }
  }

  @Test
  public void batchAnswersEveryDigestOnce() throws Exception {
    List<byte[]> blobs = SampleBlobs.many(300, 700);
    try (BlobStore store = storeOf(blobs)) {
      List<Digest> digests = new ArrayList<>();
      blobs.forEach(bytes -> digests.add(SampleBlobs.digest(bytes)));
      Digest absent = SampleBlobs.digest(ABSENT);
      digests.add(150, absent);
      assertTrue(store.maxBatchedSize() >= 700);
      CollectedAnswers answers = CollectedAnswers.of(store, digests);
      blobs.forEach(answers::assertReceived);
      assertEquals(Set.of(absent), answers.failed.keySet());
      assertInstanceOf(BlobNotFoundException.class, answers.failed.get(absent));
    }
  }

  @Test
  public void findMissingNamesExactlyTheAbsent() throws Exception {
    try (BlobStore store = storeOf(List.of(SMALL, LARGE))) {
      Digest absent = SampleBlobs.digest(ABSENT);
      assertEquals(
          Set.of(absent),
          store.findMissing(List.of(SampleBlobs.digest(SMALL), absent, SampleBlobs.digest(LARGE))));
    }
  }

  @Test
  public void blobCanBeClosedInItsMiddle() throws Exception {
    try (BlobStore store = storeOf(List.of(LARGE))) {
      Digest digest = SampleBlobs.digest(LARGE);
      // More often than a store may have streams open: each close must free one.
      for (int i = 0; i < 50; i++) {
        Blob blob = store.open(digest, 0);
        blob.read();
        blob.close();
        blob.close();
      }
      assertArrayEquals(LARGE, SampleBlobs.readAll(store.open(digest, 0)));
    }
  }
}
