package dev.bwob.cas.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalStoreTest {
  private static final int SIZE = 1000;
  private static final int LIMIT = 4 * SIZE;
  private static final byte[] FIRST = SampleBlobs.bytes(SIZE, 1);
  private static final byte[] SECOND = SampleBlobs.bytes(SIZE, 2);
  private static final byte[] THIRD = SampleBlobs.bytes(SIZE, 3);
  private static final byte[] FOURTH = SampleBlobs.bytes(SIZE, 4);
  private static final byte[] FIFTH = SampleBlobs.bytes(SIZE, 5);

  @TempDir private Path folder;
  private final SettableClock clock = new SettableClock();
  private LocalStore store;

  @BeforeEach
  void start() throws Exception {
    store = start(FileChannel::open);
  }

  private LocalStore start(ChannelOpener opener) throws Exception {
    LocalStore started =
        LocalStore.open(LocalStoreOptions.of(folder.resolve("s"), LIMIT), clock, opener);
    started.awaitScan();
    return started;
  }

  /** The store; closed and opened again. */
  private LocalBlobs open() throws Exception {
    return open(FileChannel::open);
  }

  private LocalBlobs open(ChannelOpener opener) throws Exception {
    store.close();
    store = start(opener);
    return store.blobs();
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  private Digest put(byte[] bytes) throws Exception {
    Digest digest = SampleBlobs.digest(bytes);
    store.blobs().put(digest, ByteBuffer.wrap(bytes));
    return digest;
  }

  private void putAll(byte[]... blobs) throws Exception {
    for (byte[] blob : blobs) {
      put(blob);
    }
  }

  private Set<Digest> present(byte[]... blobs) throws Exception {
    List<Digest> digests = Stream.of(blobs).map(SampleBlobs::digest).toList();
    Set<Digest> missing = store.blobs().findMissing(digests);
    return Set.copyOf(digests.stream().filter(digest -> !missing.contains(digest)).toList());
  }

  private static Set<Digest> digests(byte[]... blobs) {
    return Set.copyOf(Stream.of(blobs).map(SampleBlobs::digest).toList());
  }

  private Path fileOf(byte[] bytes) {
    return new StoreLayout(folder.resolve("s")).file(StoreKey.blob(SampleBlobs.digest(bytes)));
  }

  private List<Path> filesIn(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("s").resolve(name))) {
      return files.toList();
    }
  }

  @Test
  void leastRecentlyUsedBlobGoesFirst() throws Exception {
    LocalBlobs blobs = open();
    putAll(FIRST, SECOND, THIRD, FOURTH);
    assertTrue(blobs.contains(SampleBlobs.digest(FIRST)));
    put(FIFTH);
    assertEquals(
        digests(FIRST, THIRD, FOURTH, FIFTH), present(FIRST, SECOND, THIRD, FOURTH, FIFTH));
    assertFalse(Files.exists(fileOf(SECOND)));
    assertEquals(LIMIT, store.bytes());
  }

  @Test
  void heldAndLeasedAndOpenBlobsStay() throws Exception {
    LocalBlobs blobs = open();
    putAll(FIRST, SECOND, THIRD, FOURTH);
    blobs.lease(List.of(SampleBlobs.digest(SECOND)), Duration.ofMinutes(10));
    Hold hold = blobs.hold(List.of(SampleBlobs.digest(FIRST)));
    Blob read = blobs.open(SampleBlobs.digest(THIRD), 0);
    // Were it by use alone, the first would go for the fifth.
    put(FIFTH);
    assertEquals(
        digests(FIRST, SECOND, THIRD, FIFTH), present(FIRST, SECOND, THIRD, FOURTH, FIFTH));
    assertArrayEquals(THIRD, SampleBlobs.readAll(read));
    hold.close();
    hold.close();
    put(FOURTH);
    assertFalse(present(FIRST).contains(SampleBlobs.digest(FIRST)));
    clock.advance(Duration.ofMinutes(11));
    putAll(FIRST, SampleBlobs.bytes(SIZE, 6), SampleBlobs.bytes(SIZE, 7));
    assertEquals(Set.of(), present(SECOND));
  }

  @Test
  void holdNamesWhatIsNotThere() throws Exception {
    LocalBlobs blobs = open();
    Digest there = put(FIRST);
    Digest absent = SampleBlobs.digest(SECOND);
    try (Hold hold = blobs.hold(List.of(there, absent))) {
      assertEquals(Set.of(absent), hold.missing());
    }
    assertEquals(Set.of(absent), blobs.lease(List.of(there, absent), Duration.ofMinutes(1)));
  }

  @Test
  void storeWhoseBlobsAreAllHeldIsFull() throws Exception {
    LocalBlobs blobs = open();
    putAll(FIRST, SECOND, THIRD, FOURTH);
    Hold hold = blobs.hold(digests(FIRST, SECOND, THIRD, FOURTH));
    assertThrows(StoreFullException.class, () -> put(FIFTH));
    hold.close();
    put(FIFTH);
    assertEquals(LIMIT, store.bytes());
    assertEquals(List.of(), filesIn("tmp"));
  }

  @Test
  void blobLargerThanTheStoreIsRefused() throws Exception {
    open();
    byte[] large = SampleBlobs.bytes(LIMIT + 1, 9);
    putAll(FIRST);
    assertThrows(StoreFullException.class, () -> put(large));
    assertEquals(digests(FIRST), present(FIRST, large));
  }

  @Test
  void orderOfUseOutlivesTheProcess() throws Exception {
    LocalBlobs blobs = open();
    for (byte[] blob : List.of(FIRST, SECOND, THIRD, FOURTH)) {
      put(blob);
      clock.advance(Duration.ofMinutes(10));
      blobs.contains(SampleBlobs.digest(blob));
      clock.advance(Duration.ofMinutes(10));
    }
    blobs.contains(SampleBlobs.digest(FIRST));
    open();
    put(FIFTH);
    assertEquals(
        digests(FIRST, THIRD, FOURTH, FIFTH), present(FIRST, SECOND, THIRD, FOURTH, FIFTH));
  }

  @Test
  void storeAboveANewLimitShrinksWhenOpened() throws Exception {
    open();
    putAll(FIRST, SECOND, THIRD, FOURTH);
    store.close();
    store = LocalStore.open(LocalStoreOptions.of(folder.resolve("s"), 2 * SIZE));
    store.awaitScan();
    assertEquals(2 * SIZE, store.bytes());
    assertEquals(2, store.files());
  }

  @Test
  void filesThatAPowerFailureBrokeAreNotServed() throws Exception {
    open();
    putAll(FIRST, SECOND, THIRD);
    store.close();
    Files.write(fileOf(FIRST), new byte[0]);
    Files.write(fileOf(SECOND), new byte[SIZE - 1]);
    LocalBlobs blobs = open();
    assertEquals(digests(THIRD), present(FIRST, SECOND, THIRD));
    assertFalse(Files.exists(fileOf(FIRST)));
    // And while the store is open.
    Files.write(fileOf(THIRD), new byte[7]);
    Digest broken = SampleBlobs.digest(THIRD);
    assertThrows(BlobNotFoundException.class, () -> blobs.open(broken, 0));
    assertEquals(Set.of(), present(THIRD));
    putAll(FIRST, THIRD);
    assertArrayEquals(THIRD, SampleBlobs.readAll(blobs.open(broken, 0)));
  }

  @Test
  void fileThatSomebodyRemovedIsNotFound() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = put(FIRST);
    Files.delete(fileOf(FIRST));
    assertThrows(BlobNotFoundException.class, () -> blobs.open(digest, 0));
    assertFalse(blobs.contains(digest));
    assertEquals(0, store.bytes());
    put(FIRST);
    assertTrue(blobs.contains(digest));
  }

  @Test
  void rightHashWithAnotherSizeIsAnotherBlob() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = put(FIRST);
    Digest other = Digest.parse(digest.function(), digest.hex(), SIZE + 1);
    assertFalse(blobs.contains(other));
    assertThrows(BlobNotFoundException.class, () -> blobs.open(other, 0));
    assertTrue(blobs.contains(digest));
  }

  @Test
  void functionsDoNotShareNames() throws Exception {
    LocalBlobs blobs = open();
    for (DigestFunction function : DigestFunction.values()) {
      Digest digest = SampleBlobs.digest(function, FIRST);
      assertFalse(blobs.contains(digest));
    }
    Digest blake3 = SampleBlobs.digest(DigestFunction.BLAKE3, FIRST);
    blobs.put(blake3, ByteBuffer.wrap(FIRST));
    Digest sameHex = Digest.parse(DigestFunction.SHA256, blake3.hex(), SIZE);
    assertTrue(blobs.contains(blake3));
    assertFalse(blobs.contains(sameHex));
    open();
    assertTrue(store.blobs().contains(blake3));
  }

  @Test
  void wrongBytesAreNotStored() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    assertThrows(DigestMismatchException.class, () -> blobs.put(digest, ByteBuffer.wrap(SECOND)));
    assertThrows(
        DigestMismatchException.class, () -> blobs.put(digest, ByteBuffer.wrap(FIRST, 0, 10)));
    Digest fakeEmpty = Digest.parse(DigestFunction.SHA256, "0".repeat(64), 0);
    assertThrows(DigestMismatchException.class, () -> blobs.put(fakeEmpty, ByteBuffer.allocate(0)));
    assertFalse(blobs.contains(digest));
    assertEquals(List.of(), filesIn("tmp"));
  }

  @Test
  void manyWritersOfOneBlobAllSucceed() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    CountDownLatch together = new CountDownLatch(1);
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        String name = "upload" + i;
        boolean whole = i % 2 == 0;
        writers.add(
            threads.submit(() -> {
              together.await();
              if (whole) {
                blobs.put(digest, ByteBuffer.wrap(FIRST));
              } else {
                try (Upload upload = blobs.resumeUpload(name, digest, 0)) {
                  upload.write(ByteBuffer.wrap(FIRST));
                  upload.finish();
                }
              }
              assertTrue(blobs.contains(digest));
              return null;
            }));
      }
      together.countDown();
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertEquals(SIZE, store.bytes());
    assertEquals(1, store.files());
    assertEquals(List.of(), filesIn("tmp"));
    assertEquals(List.of(), filesIn("uploads"));
  }

  @Test
  void writersThatEvictEachOtherLoseNothingTheyDoNotEvict() throws Exception {
    LocalBlobs blobs = open();
    List<byte[]> samples = SampleBlobs.many(12, SIZE);
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 4; i++) {
        int start = i * 3;
        writers.add(
            threads.submit(() -> {
              for (int round = 0; round < 300; round++) {
                byte[] bytes = samples.get((start + round) % samples.size());
                Digest digest = SampleBlobs.digest(bytes);
                try {
                  blobs.put(digest, ByteBuffer.wrap(bytes));
                  assertArrayEquals(bytes, SampleBlobs.readAll(blobs.open(digest, 0)));
                } catch (BlobNotFoundException | StoreFullException e) {
                  // Evicted by the others, or all four places were taken at that moment.
                }
              }
              return null;
            }));
      }
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    assertTrue(store.bytes() <= LIMIT);
    // What the index says is there is on disk, and nothing else.
    for (byte[] bytes : samples) {
      assertEquals(blobs.contains(SampleBlobs.digest(bytes)), Files.exists(fileOf(bytes)));
    }
  }

  @Test
  void uploadGoesOnWhereItBrokeOff() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    try (Upload upload = blobs.resumeUpload("u", digest, 0)) {
      upload.write(ByteBuffer.wrap(FIRST, 0, 400));
    }
    assertEquals(400, blobs.uploaded("u", digest));
    assertEquals(0, blobs.uploaded("another", digest));
    blobs = open();
    assertEquals(400, blobs.uploaded("u", digest));
    LocalBlobs reopened = blobs;
    assertThrows(UploadOffsetException.class, () -> reopened.resumeUpload("u", digest, 401));
    try (Upload upload = blobs.resumeUpload("u", digest, 300)) {
      upload.write(ByteBuffer.wrap(FIRST, 300, 700));
      upload.finish();
    }
    assertArrayEquals(FIRST, SampleBlobs.readAll(blobs.open(digest, 0)));
    assertEquals(0, blobs.uploaded("u", digest));
  }

  @Test
  void laterUploadOfANameEndsTheEarlier() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    Upload earlier = blobs.resumeUpload("u", digest, 0);
    earlier.write(ByteBuffer.wrap(FIRST, 0, 400));
    Upload later = blobs.resumeUpload("u", digest, 400);
    assertThrows(IOException.class, () -> earlier.write(ByteBuffer.wrap(FIRST, 400, 10)));
    earlier.close();
    later.write(ByteBuffer.wrap(FIRST, 400, 600));
    later.finish();
    later.close();
    assertTrue(blobs.contains(digest));
  }

  @Test
  void wrongUploadLeavesNothing() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    try (Upload upload = blobs.resumeUpload("u", digest, 0)) {
      upload.write(ByteBuffer.wrap(SECOND));
      assertThrows(DigestMismatchException.class, upload::finish);
    }
    try (Upload upload = blobs.resumeUpload("u", digest, 0)) {
      upload.write(ByteBuffer.wrap(FIRST, 0, 999));
      assertThrows(DigestMismatchException.class, upload::finish);
    }
    try (Upload upload = blobs.resumeUpload("u", digest, 0)) {
      upload.write(ByteBuffer.wrap(FIRST));
      assertThrows(DigestMismatchException.class, () -> upload.write(ByteBuffer.wrap(new byte[1])));
    }
    try (Upload upload = blobs.startUpload(digest)) {
      upload.write(ByteBuffer.wrap(FIRST, 0, 10));
    }
    assertFalse(blobs.contains(digest));
    assertEquals(List.of(), filesIn("uploads"));
    assertEquals(List.of(), filesIn("tmp"));
  }

  @Test
  void brokenUploadIsSweptAfterATime() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    try (Upload upload = blobs.resumeUpload("broken", digest, 0)) {
      upload.write(ByteBuffer.wrap(FIRST, 0, 400));
    }
    Upload running = blobs.resumeUpload("running", digest, 0);
    running.write(ByteBuffer.wrap(FIRST, 0, 400));
    store.maintain();
    assertEquals(400, blobs.uploaded("broken", digest));
    clock.advance(Duration.ofMinutes(61));
    store.maintain();
    assertEquals(0, blobs.uploaded("broken", digest));
    running.write(ByteBuffer.wrap(FIRST, 400, 600));
    running.finish();
    running.close();
    assertTrue(blobs.contains(digest));
  }

  @Test
  void cancelledUploadCanBeResumed() throws Exception {
    LocalBlobs blobs = open();
    Digest digest = SampleBlobs.digest(FIRST);
    try (Upload upload = blobs.resumeUpload("u", digest, 0)) {
      upload.write(ByteBuffer.wrap(FIRST, 0, 400));
      Thread.currentThread().interrupt();
      assertThrows(
          InterruptedException.class, () -> upload.write(ByteBuffer.wrap(FIRST, 400, 100)));
      assertFalse(Thread.currentThread().isInterrupted());
    }
    long committed = blobs.uploaded("u", digest);
    assertTrue(committed >= 400, () -> "committed " + committed);
    try (Upload upload = blobs.resumeUpload("u", digest, committed)) {
      upload.write(ByteBuffer.wrap(FIRST, (int) committed, SIZE - (int) committed));
      upload.finish();
    }
    assertTrue(blobs.contains(digest));
  }

  @Test
  void fullDiskIsSaidAndLeavesNothing() throws Exception {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.isWritable(full), "this system has no /dev/full");
    LocalBlobs blobs = open((file, options) -> FileChannel.open(full, StandardOpenOption.WRITE));
    Digest digest = SampleBlobs.digest(FIRST);
    assertThrows(StoreFullException.class, () -> put(FIRST));
    try (Upload upload = blobs.resumeUpload("u", digest, 0)) {
      assertThrows(StoreFullException.class, () -> upload.write(ByteBuffer.wrap(FIRST)));
    }
    assertFalse(blobs.contains(digest));
    assertEquals(0, store.bytes());
  }

  @Test
  void folderOfAnotherStoreIsRefused() throws Exception {
    open();
    assertThrows(
        IOException.class, () -> LocalStore.open(LocalStoreOptions.of(folder.resolve("s"), 1)));
  }

  @Test
  void blobsAreFoundBeforeTheDiskIsSearched() throws Exception {
    open();
    putAll(FIRST, SECOND);
    store.close();
    StoreLayout layout = new StoreLayout(folder.resolve("s"));
    LruIndex index = new LruIndex(LIMIT, clock);
    StoredFiles files = new StoredFiles(layout, index);
    StoreKey first = StoreKey.blob(SampleBlobs.digest(FIRST));
    StoreKey absent = StoreKey.blob(SampleBlobs.digest(THIRD));
    assertEquals(List.of(absent), files.use(List.of(first, absent)));
    files.open(StoreKey.blob(SampleBlobs.digest(SECOND))).orElseThrow().close();
    files.scan();
    assertEquals(2, index.count());
    assertEquals(2 * SIZE, index.bytes());
  }

  @Test
  void strangeFilesInTheFolderAreLeftAlone() throws Exception {
    open();
    put(FIRST);
    store.close();
    Path strange = fileOf(FIRST).resolveSibling("README");
    Files.writeString(strange, "hello");
    Files.writeString(folder.resolve("s/cas/" + SampleBlobs.digest(FIRST).hex()), "x");
    Files.writeString(folder.resolve("s/tmp/17"), "left by a killed process");
    open();
    assertEquals(1, store.files());
    assertTrue(Files.exists(strange));
    assertEquals(List.of(), filesIn("tmp"));
  }
}
