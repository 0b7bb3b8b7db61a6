package dev.bwob.cas;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class VerifyingBlobStoreTest extends BlobStoreContract {
  private static final byte[] BYTES = SampleBlobs.bytes(5000, 1);

  private final InMemoryBlobStore memory = new InMemoryBlobStore("memory");
  private final BlobStore store = new VerifyingBlobStore(memory, "The fake cache");

  @Override
  protected BlobStore storeOf(List<byte[]> blobs) {
    blobs.forEach(memory::put);
    return store;
  }

  private void assertCorrupt(Digest digest, String what) throws Exception {
    BlobCorruptException opened =
        assertThrows(BlobCorruptException.class, () -> SampleBlobs.readAll(store.open(digest, 0)));
    assertTrue(opened.toString().contains(what), opened.getMessage());
    assertTrue(opened.toString().contains("The fake cache"), opened.getMessage());
    assertEquals(digest, opened.digest());
    assertTrue(
        CollectedAnswers.of(store, List.of(digest)).failed.get(digest)
            instanceof BlobCorruptException);
  }

  @Test
  void changedByteIsCorrupt() throws Exception {
    byte[] changed = BYTES.clone();
    changed[4999] ^= 1;
    memory.put(SampleBlobs.digest(BYTES), changed);
    assertCorrupt(SampleBlobs.digest(BYTES), "another hash");
  }

  @Test
  void tooFewBytesAreCorrupt() throws Exception {
    memory.put(SampleBlobs.digest(BYTES), Arrays.copyOf(BYTES, 4999));
    assertCorrupt(SampleBlobs.digest(BYTES), "after 4999 bytes");
  }

  @Test
  void tooManyBytesAreCorrupt() throws Exception {
    memory.put(SampleBlobs.digest(BYTES), Arrays.copyOf(BYTES, 5001));
    assertCorrupt(SampleBlobs.digest(BYTES), "more bytes");
  }

  @Test
  void rightHashWithAnotherSizeIsCorrupt() throws Exception {
    Digest lying = Digest.of(DigestFunction.SHA256, SampleBlobs.digest(BYTES).hash(), 4999);
    memory.put(lying, Arrays.copyOf(BYTES, 4999));
    assertCorrupt(lying, "another hash");
  }

  @Test
  void emptyBlobWithAHashThatIsNotItsIsCorrupt() throws Exception {
    assertCorrupt(
        Digest.of(DigestFunction.SHA256, SampleBlobs.digest(BYTES).hash(), 0), "another hash");
  }

  @Test
  void failureIsRepeatedRatherThanAnEnd() throws Exception {
    memory.put(SampleBlobs.digest(BYTES), Arrays.copyOf(BYTES, 10));
    try (Blob blob = store.open(SampleBlobs.digest(BYTES), 0)) {
      blob.read();
      assertThrows(BlobCorruptException.class, blob::read);
      assertThrows(BlobCorruptException.class, blob::read);
    }
  }

  @Test
  void readFromTheMiddleIsCheckedForLengthOnly() throws Exception {
    Digest digest = SampleBlobs.digest(BYTES);
    byte[] changed = BYTES.clone();
    changed[0] ^= 1;
    memory.put(digest, changed);
    assertEquals(4000, SampleBlobs.readAll(store.open(digest, 1000)).length);
    memory.put(digest, Arrays.copyOf(BYTES, 4000));
    assertThrows(BlobCorruptException.class, () -> SampleBlobs.readAll(store.open(digest, 1000)));
  }

  @Test
  void hashSpansTheJoinedPartsOfAResumedRead() throws Exception {
    Digest digest = memory.put(BYTES);
    RetryPolicy once =
        new RetryPolicy(1, java.time.Duration.ofMillis(1), java.time.Duration.ofMillis(1));
    BlobStore stack =
        new VerifyingBlobStore(
            new ResumingBlobStore(memory, new Retries(once, time -> {}, new java.util.Random(1))),
            "memory");
    memory.breakAfter(digest, 1234, new SourceUnavailableException("It went away."));
    assertArrayEquals(BYTES, SampleBlobs.readAll(stack.open(digest, 0)));
    byte[] changed = BYTES.clone();
    changed[0] ^= 1;
    memory.put(digest, changed);
    memory.breakAfter(digest, 1234, new SourceUnavailableException("It went away."));
    assertThrows(BlobCorruptException.class, () -> SampleBlobs.readAll(stack.open(digest, 0)));
  }

  @Test
  void sourceIsNotAskedForTheEmptyBlob() throws Exception {
    Digest empty = SampleBlobs.digest(new byte[0]);
    SampleBlobs.readAll(store.open(empty, 0));
    CollectedAnswers.of(store, List.of(empty));
    assertEquals(List.of(), memory.opened);
    assertEquals(List.of(), memory.batches);
  }

  @ParameterizedTest
  @EnumSource
  void everyDigestFunctionIsVerified(DigestFunction function) throws Exception {
    Digest digest = SampleBlobs.digest(function, BYTES);
    memory.put(digest, BYTES);
    assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
    byte[] changed = BYTES.clone();
    changed[2000] ^= 1;
    memory.put(digest, changed);
    assertCorrupt(digest, "another hash");
  }
}
