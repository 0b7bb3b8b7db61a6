package dev.bwob.cas.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BlobStoreContract;
import dev.bwob.cas.CollectedAnswers;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskCacheBlobStoreTest extends BlobStoreContract {
  private static final byte[] BYTES = SampleBlobs.bytes(5000, 1);

  @TempDir Path root;

  @Override
  protected BlobStore storeOf(List<byte[]> blobs) throws IOException {
    for (byte[] bytes : blobs) {
      write(root.resolve("cas"), SampleBlobs.digest(bytes), bytes);
    }
    return new DiskCacheBlobStore(root);
  }

  private static Path write(Path cas, Digest digest, byte[] bytes) throws IOException {
    Path file = cas.resolve(digest.hex().substring(0, 2)).resolve(digest.hex());
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  @Test
  void newerFunctionsHaveAFolderOfTheirOwn() throws Exception {
    Digest blake = SampleBlobs.digest(DigestFunction.BLAKE3, BYTES);
    write(root.resolve("blake3").resolve("cas"), blake, BYTES);
    Digest sha1 = SampleBlobs.digest(DigestFunction.SHA1, BYTES);
    write(root.resolve("cas"), sha1, BYTES);
    try (BlobStore store = new DiskCacheBlobStore(root)) {
      assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(blake, 0)));
      assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(sha1, 0)));
    }
  }

  @Test
  void fileOfAnotherSizeIsCorrupt() throws Exception {
    Digest digest = SampleBlobs.digest(BYTES);
    write(root.resolve("cas"), digest, Arrays.copyOf(BYTES, 4000));
    try (BlobStore store = new DiskCacheBlobStore(root)) {
      BlobCorruptException thrown =
          assertThrows(BlobCorruptException.class, () -> store.open(digest, 0));
      assertTrue(thrown.toString().contains("4000 bytes"), thrown.toString());
      assertTrue(
          CollectedAnswers.of(store, List.of(digest)).failed.get(digest)
              instanceof BlobCorruptException);
    }
  }

  @Test
  void folderThatIsNotThereHasNoBlobs() throws Exception {
    Digest digest = SampleBlobs.digest(BYTES);
    try (BlobStore store = new DiskCacheBlobStore(root.resolve("absent"))) {
      assertThrows(BlobNotFoundException.class, () -> store.open(digest, 0));
      assertEquals(java.util.Set.of(digest), store.findMissing(List.of(digest)));
    }
  }

  @Test
  void readingLeavesTheTimeOfLastUseToBazel() throws Exception {
    Digest digest = SampleBlobs.digest(BYTES);
    Path file = write(root.resolve("cas"), digest, BYTES);
    FileTime before = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, before);
    try (BlobStore store = new DiskCacheBlobStore(root)) {
      SampleBlobs.readAll(store.open(digest, 0));
      CollectedAnswers.of(store, List.of(digest));
    }
    assertEquals(before, Files.getLastModifiedTime(file));
  }
}
