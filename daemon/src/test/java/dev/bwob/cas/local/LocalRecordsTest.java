package dev.bwob.cas.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalRecordsTest {
  private static final Digest KEY = SampleBlobs.digest(SampleBlobs.bytes(10, 1));

  @TempDir private Path folder;

  private LocalStore open() throws Exception {
    LocalStore store = LocalStore.open(LocalStoreOptions.of(folder.resolve("s"), 10_000));
    store.awaitScan();
    return store;
  }

  private static ByteBuffer record(int size, int seed) {
    return ByteBuffer.wrap(SampleBlobs.bytes(size, seed));
  }

  @Test
  void recordsOutliveTheProcessAndReplaceEachOther() throws Exception {
    try (LocalStore store = open()) {
      store.records().put("", KEY, record(100, 1));
      store.records().put("", KEY, record(200, 2));
      assertEquals(204, store.bytes());
    }
    try (LocalStore store = open()) {
      assertEquals(Optional.of(record(200, 2)), store.records().get("", KEY));
      assertEquals(204, store.bytes());
    }
  }

  @Test
  void spacesAreApartWhateverTheirNames() throws Exception {
    List<String> names =
        List.of("", "main", "Main", "a/b", "../../x", "h-0", "n-", "é", "x".repeat(300), "\0");
    try (LocalStore store = open()) {
      for (int i = 0; i < names.size(); i++) {
        assertEquals(Optional.empty(), store.records().get(names.get(i), KEY));
        store.records().put(names.get(i), KEY, record(20, i));
      }
      for (int i = 0; i < names.size(); i++) {
        assertEquals(Optional.of(record(20, i)), store.records().get(names.get(i), KEY));
      }
    }
    assertFalse(Files.exists(folder.resolve("x")));
  }

  @Test
  void brokenRecordIsNone() throws Exception {
    try (LocalStore store = open()) {
      store.records().put("", KEY, record(100, 1));
      StoreKey name = new StoreKey(StoreLayout.spaceFolder(""), KEY);
      Path file = new StoreLayout(folder.resolve("s")).file(name);
      for (byte[] broken : List.of(new byte[0], new byte[3], new byte[104])) {
        broken = broken.length == 104 ? SampleBlobs.bytes(104, 7) : broken;
        store.records().put("", KEY, record(100, 1));
        Files.write(file, broken);
        assertEquals(Optional.empty(), store.records().get("", KEY));
        assertFalse(Files.exists(file));
      }
    }
  }

  @Test
  void recordsAreEvictedAsBlobsAre() throws Exception {
    try (LocalStore store = open()) {
      store.records().put("", KEY, record(4000, 1));
      for (int i = 0; i < 3; i++) {
        byte[] bytes = SampleBlobs.bytes(3000, i);
        store.blobs().put(SampleBlobs.digest(bytes), ByteBuffer.wrap(bytes));
      }
      assertEquals(Optional.empty(), store.records().get("", KEY));
      assertEquals(9000, store.bytes());
    }
  }
}
