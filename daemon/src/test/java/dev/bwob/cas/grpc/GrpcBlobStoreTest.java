package dev.bwob.cas.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.RequestMetadata;
import com.google.bytestream.ReadRequest;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.CollectedAnswers;
import dev.bwob.cas.Retries;
import dev.bwob.cas.RetryPolicy;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.cas.source.Compression;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.source.TransferSettings;
import dev.bwob.cas.stack.BlobStores;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the store, in its standard stack, meets the behaviours of real servers. */
final class GrpcBlobStoreTest {
  private static final byte[] LARGE = SampleBlobs.bytes(3_000_000, 1);
  private static final byte[] SMALL = SampleBlobs.bytes(5000, 2);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  private FakeRemoteCache server(ServerProfile profile) throws IOException {
    FakeRemoteCache server = FakeRemoteCache.start(profile, "");
    open.add(server);
    return server;
  }

  private BlobStore stack(FakeRemoteCache server) {
    return stack(server, transfer -> transfer);
  }

  private BlobStore stack(FakeRemoteCache server, UnaryOperator<TransferSettings> change) {
    SourceSettings settings = SourceSettings.of(server.url());
    return stack(settings.withTransfer(change.apply(settings.transfer())));
  }

  private BlobStore stack(SourceSettings settings) {
    Retries retries = new Retries(RetryPolicy.DEFAULT, time -> {}, new Random(1));
    BlobStore store =
        BlobStores.reliable(
            GrpcBlobStore.connect(settings), settings.address().toString(), retries);
    open.add(store);
    return store;
  }

  private BlobStore compressedStack(FakeRemoteCache server) {
    return stack(server, transfer -> transfer.withCompression(Compression.ON, /* threshold= */ 0));
  }

  private static byte[] read(BlobStore store, Digest digest) throws Exception {
    return SampleBlobs.readAll(store.open(digest, 0));
  }

  private static BlobException batchFailure(BlobStore store, Digest digest) throws Exception {
    BlobException failure = CollectedAnswers.of(store, List.of(digest)).failed.get(digest);
    if (failure == null) {
      throw new AssertionError("it was received");
    }
    return failure;
  }

  @ParameterizedTest
  @EnumSource
  void everyDigestFunctionIsServed(DigestFunction function) throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest small = server.put(function, SMALL);
    Digest large = server.put(function, LARGE);
    BlobStore store = stack(server);
    assertArrayEquals(LARGE, read(store, large));
    assertArrayEquals(SMALL, CollectedAnswers.of(store, List.of(small)).received.get(small));
    assertEquals(function.number(), server.batches.getFirst().getDigestFunctionValue());
    String resource = server.reads.getFirst().getResourceName();
    assertEquals(function == DigestFunction.BLAKE3, resource.startsWith("blobs/blake3/"));
  }

  @Test
  void functionsInOneBatchAreAskedApart() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest one = server.put(DigestFunction.SHA256, SMALL);
    Digest other = server.put(DigestFunction.BLAKE3, SMALL);
    assertEquals(2, CollectedAnswers.of(stack(server), List.of(one, other)).received.size());
    assertEquals(2, server.batches.size());
  }

  @Test
  void tenThousandSmallBlobsTakeFewCallsThatAllServersAccept() throws Exception {
    List<byte[]> blobs = SampleBlobs.many(10_000, 4096);
    for (ServerProfile profile :
        List.of(ServerProfile.BUILDGRID, ServerProfile.CASD, ServerProfile.BAZEL_REMOTE)) {
      FakeRemoteCache server = server(profile);
      List<Digest> digests = blobs.stream().map(server::put).toList();
      CollectedAnswers answers = CollectedAnswers.of(stack(server), digests);
      assertEquals(10_000, answers.received.size());
      assertEquals(11, server.batches.size());
      assertEquals(1, server.capabilityCalls.get());
      for (BatchReadBlobsRequest batch : server.batches) {
        long sum = batch.getDigestsList().stream().mapToLong(d -> d.getSizeBytes()).sum();
        assertTrue(sum <= 4_128_768, "sum " + sum);
      }
    }
  }

  @Test
  void questionsAboutManyTinyBlobsStaySmall() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BUILDGRID);
    List<Digest> digests = new ArrayList<>();
    for (byte[] blob : SampleBlobs.many(70_000, 8)) {
      digests.add(SampleBlobs.digest(blob));
    }
    BlobStore store = stack(server);
    assertEquals(70_000, CollectedAnswers.of(store, digests).failed.size());
    assertEquals(70_000, store.findMissing(digests).size());
    server.batches.forEach(batch -> assertTrue(batch.getSerializedSize() < 4_000_000));
    server.findMissings.forEach(asked -> assertTrue(asked.getSerializedSize() < 4_000_000));
  }

  @Test
  void smallerNamedLimitIsKept() throws Exception {
    ServerProfile casd = ServerProfile.CASD;
    ServerProfile narrow =
        new ServerProfile(
            0,
            3,
            20_000,
            20_000,
            false,
            Status.Code.OK,
            Status.Code.OK,
            1000,
            true,
            false,
            casd.sizes());
    FakeRemoteCache server = server(narrow);
    List<Digest> digests = SampleBlobs.many(10, 5000).stream().map(server::put).toList();
    BlobStore store = stack(server);
    assertTrue(store.maxBatchedSize() < 20_000);
    assertEquals(10, CollectedAnswers.of(store, digests).received.size());
    assertEquals(4, server.batches.size());
  }

  @Test
  void batchesInFlightAreBounded() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    List<Digest> digests = SampleBlobs.many(24, 1_000_000).stream().map(server::put).toList();
    server.faults.awaitBatches(2);
    BlobStore store = stack(server, transfer -> transfer.withParallelism(2));
    assertEquals(24, CollectedAnswers.of(store, digests).received.size());
    assertEquals(2, server.mostBatchesAtATime.get());
  }

  @Test
  void answersAreMatchedByDigest() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BUILDGRID);
    List<byte[]> blobs = SampleBlobs.many(20, 100);
    List<Digest> digests = blobs.stream().map(server::put).toList();
    server.faults.shuffleBatches();
    CollectedAnswers answers = CollectedAnswers.of(stack(server), digests);
    for (int i = 0; i < blobs.size(); i++) {
      assertArrayEquals(blobs.get(i), answers.received.get(digests.get(i)));
    }
  }

  @Test
  void digestLeftOutOfAnAnswerIsAskedAgain() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BUILDGRID);
    List<Digest> digests = SampleBlobs.many(3, 100).stream().map(server::put).toList();
    server.faults.leaveOutOnce(digests.get(1));
    assertEquals(3, CollectedAnswers.of(stack(server), digests).received.size());
    assertEquals(1, server.batches.getLast().getDigestsCount());
  }

  @Test
  void absentBlobInABatchLeavesTheOthers() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BUILDGRID);
    Digest here = server.put(SMALL);
    Digest gone = server.put(SampleBlobs.bytes(10, 9));
    server.evict(gone);
    CollectedAnswers answers = CollectedAnswers.of(stack(server), List.of(here, gone));
    assertArrayEquals(SMALL, answers.received.get(here));
    assertInstanceOf(BlobNotFoundException.class, answers.failed.get(gone));
    assertEquals(1, server.batches.size(), "gone is not asked again");
  }

  @Test
  void brokenStreamGoesOnAtItsOffsetWithoutALimit() throws Exception {
    for (ServerProfile profile :
        List.of(ServerProfile.BUILDGRID, ServerProfile.CASD, ServerProfile.BAZEL_REMOTE)) {
      FakeRemoteCache server = server(profile);
      Digest digest = server.put(LARGE);
      server.faults.cutNextRead(1_000_000, Status.UNAVAILABLE);
      server.faults.cutNextRead(500_000, Status.INTERNAL.withDescription("Rst Stream"));
      assertArrayEquals(LARGE, read(stack(server), digest));
      assertEquals(
          List.of(0L, 1_000_000L, 1_500_000L),
          server.reads.stream().map(ReadRequest::getReadOffset).toList());
      server.reads.forEach(request -> assertEquals(0, request.getReadLimit()));
    }
  }

  @Test
  void streamThatBreaksAfterItsLastByteIsNotAskedForMore() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BAZEL_REMOTE);
    Digest digest = server.put(LARGE);
    server.faults.cutNextRead(LARGE.length, Status.UNAVAILABLE);
    assertArrayEquals(LARGE, read(stack(server), digest));
    assertEquals(1, server.reads.size());
  }

  @Test
  void compressedStreamGoesOnAtItsUncompressedOffset() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BAZEL_REMOTE);
    Digest digest = server.put(LARGE);
    server.faults.cutNextRead(2_000_000, Status.UNAVAILABLE);
    assertArrayEquals(LARGE, read(compressedStack(server), digest));
    assertEquals(2, server.reads.size());
    assertTrue(server.reads.get(1).getReadOffset() > 1_000_000);
    assertTrue(server.reads.get(1).getResourceName().startsWith("compressed-blobs/zstd/"));
  }

  @Test
  void compressionIsAskedForOnlyWhereItIsOfferedAndPays() throws Exception {
    FakeRemoteCache local = server(ServerProfile.BAZEL_REMOTE);
    read(stack(local), local.put(LARGE));
    CollectedAnswers.of(stack(local), List.of(local.put(SMALL)));
    assertTrue(local.reads.getFirst().getResourceName().startsWith("blobs/"));
    assertEquals(0, local.batches.getFirst().getAcceptableCompressorsCount());
    FakeRemoteCache without = server(ServerProfile.CASD);
    read(compressedStack(without), without.put(LARGE));
    assertTrue(without.reads.getFirst().getResourceName().startsWith("blobs/"));
    FakeRemoteCache threshold = server(ServerProfile.BAZEL_REMOTE);
    BlobStore store =
        stack(threshold, transfer -> transfer.withCompression(Compression.ON, LARGE.length + 1));
    read(store, threshold.put(LARGE));
    assertTrue(threshold.reads.getFirst().getResourceName().startsWith("blobs/"));
  }

  @Test
  void compressedBatchOfWrongSizeIsCorrupt() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BAZEL_REMOTE);
    Digest digest = SampleBlobs.digest(SMALL);
    server.damage(digest, Arrays.copyOf(SMALL, SMALL.length + 1));
    BlobStore store = compressedStack(server);
    assertInstanceOf(BlobCorruptException.class, batchFailure(store, digest));
    assertThrows(BlobCorruptException.class, () -> read(store, digest));
  }

  @Test
  void streamThatEndsTooEarlyWithOkIsCorrupt() throws Exception {
    for (boolean zstd : new boolean[] {false, true}) {
      FakeRemoteCache server = server(ServerProfile.BAZEL_REMOTE);
      Digest digest = server.put(LARGE);
      server.faults.cutNextRead(1_000_000, Status.OK);
      BlobStore store = zstd ? compressedStack(server) : stack(server);
      assertThrows(BlobCorruptException.class, () -> read(store, digest));
    }
  }

  @Test
  void fileOverwrittenOnTheServerIsCorrupt() throws Exception {
    for (ServerProfile profile : List.of(ServerProfile.BUILDGRID, ServerProfile.CASD)) {
      FakeRemoteCache server = server(profile);
      Digest digest = server.put(SMALL);
      byte[] other = SMALL.clone();
      other[17] ^= 1;
      server.damage(digest, other);
      BlobStore store = stack(server);
      assertInstanceOf(BlobCorruptException.class, batchFailure(store, digest));
      assertThrows(BlobCorruptException.class, () -> read(store, digest));
    }
  }

  @Test
  void fileCutShortIsTooFewBytesWithOkOrDataLossAndNotAskedAgain() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BUILDGRID);
    Digest digest = server.put(SMALL);
    server.damage(digest, Arrays.copyOf(SMALL, 4000));
    BlobStore store = stack(server);
    assertInstanceOf(BlobCorruptException.class, batchFailure(store, digest));
    BlobCorruptException lost = assertThrows(BlobCorruptException.class, () -> read(store, digest));
    assertTrue(lost.toString().contains("DATA_LOSS"), lost.toString());
    assertEquals(1, server.reads.size());
    assertEquals(1, server.batches.size());
  }

  @Test
  void rightHashWithASmallerSizeIsCorrupt() throws Exception {
    for (ServerProfile profile : List.of(ServerProfile.BUILDGRID, ServerProfile.CASD)) {
      FakeRemoteCache server = server(profile);
      Digest smaller = Digest.of(DigestFunction.SHA256, server.put(SMALL).hash(), 4999);
      BlobStore store = stack(server);
      assertInstanceOf(BlobCorruptException.class, batchFailure(store, smaller));
      assertThrows(BlobCorruptException.class, () -> read(store, smaller));
    }
  }

  @Test
  void unavailableAndExhaustedServersAreAskedAgain() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest digest = server.put(SMALL);
    BlobStore store = stack(server);
    for (Status status :
        List.of(Status.UNAVAILABLE, Status.RESOURCE_EXHAUSTED, Status.DEADLINE_EXCEEDED)) {
      server.faults.failNext(4, status);
      assertArrayEquals(SMALL, read(store, digest));
      server.faults.failNext(4, status);
      assertEquals(1, CollectedAnswers.of(store, List.of(digest)).received.size());
      server.faults.failNext(4, status);
      assertTrue(store.findMissing(List.of(digest)).isEmpty());
    }
    server.faults.failNext(6, Status.UNAVAILABLE.withDescription("on fire"));
    SourceUnavailableException given =
        assertThrows(SourceUnavailableException.class, () -> read(store, digest));
    assertTrue(given.toString().contains("on fire"), given.toString());
  }

  @Test
  void refusalIsNotAskedAgainAndSaysWhatToLookAt() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest digest = server.put(SMALL);
    BlobStore store = stack(server);
    server.faults.failNext(1, Status.UNAUTHENTICATED);
    SourceRefusedException refused =
        assertThrows(SourceRefusedException.class, () -> read(store, digest));
    assertTrue(refused.toString().contains("credentials"), refused.toString());
    server.faults.failNext(1, Status.PERMISSION_DENIED);
    assertInstanceOf(SourceRefusedException.class, batchFailure(store, digest));
    assertEquals(1, server.reads.size());
    assertEquals(1, server.batches.size());
  }

  @Test
  void unknownInstanceIsRefusedByName() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BUILDGRID);
    Digest digest = server.put(SMALL);
    BlobStore store = stack(SourceSettings.of(server.url()).withInstanceName("wrong/one"));
    SourceRefusedException refused =
        assertThrows(SourceRefusedException.class, () -> read(store, digest));
    assertTrue(refused.toString().contains("'wrong/one'"), refused.toString());
    assertInstanceOf(SourceRefusedException.class, batchFailure(store, digest));
  }

  @Test
  void instanceNameGoesWithEveryQuestion() throws Exception {
    FakeRemoteCache server = FakeRemoteCache.start(ServerProfile.BUILDGRID, "team/a");
    open.add(server);
    Digest digest = server.put(SMALL);
    BlobStore store = stack(SourceSettings.of(server.url()).withInstanceName("team/a"));
    assertArrayEquals(SMALL, read(store, digest));
    assertEquals(1, CollectedAnswers.of(store, List.of(digest)).received.size());
    assertTrue(store.findMissing(List.of(digest)).isEmpty());
    assertTrue(server.reads.getFirst().getResourceName().startsWith("team/a/blobs/"));
  }

  @Test
  void headersGoWithEveryCall() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest digest = server.put(SMALL);
    BlobStore store =
        stack(
            SourceSettings.of(server.url())
                .withHeaders(List.of("X-Key=one", "authorization=Bearer s3cret", "x-key=two")));
    read(store, digest);
    CollectedAnswers.of(store, List.of(digest));
    assertEquals(3, server.headers.size());
    for (Metadata headers : server.headers) {
      assertEquals("one,two", headers.get(ascii("x-key")));
      assertEquals("Bearer s3cret", headers.get(ascii("authorization")));
      byte[] metadata =
          headers.get(
              Metadata.Key.of(
                  "build.bazel.remote.execution.v2.requestmetadata-bin",
                  Metadata.BINARY_BYTE_MARSHALLER));
      assertEquals("bwob", RequestMetadata.parseFrom(metadata).getToolDetails().getToolName());
    }
  }

  private static Metadata.Key<String> ascii(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Test
  void stalledStreamIsLeftAndGoesOnAtItsOffset() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest digest = server.put(LARGE);
    BlobStore store =
        stack(
            server,
            transfer ->
                transfer.withTimeouts(Duration.ofSeconds(60), /* idle= */ Duration.ofMillis(300)));
    server.faults.stallNextRead(2_500_000);
    assertArrayEquals(LARGE, read(store, digest));
    assertEquals(2_500_000L, server.reads.getLast().getReadOffset());
  }

  @Test
  void interruptCancelsTheCall() throws Exception {
    FakeRemoteCache server = server(ServerProfile.CASD);
    Digest digest = server.put(LARGE);
    BlobStore store = stack(server, transfer -> transfer.withParallelism(1));
    server.faults.stallNextRead(2_500_000);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try (Blob blob = store.open(digest, 0)) {
                blob.read();
                reading.countDown();
                while (blob.read() != null) {
                  Thread.onSpinWait();
                }
              } catch (InterruptedException e) {
                interrupted.countDown();
              } catch (BlobException e) {
                throw new AssertionError(e);
              }
            });
    reading.await();
    reader.interrupt();
    reader.join();
    assertEquals(0, interrupted.getCount());
    assertArrayEquals(LARGE, read(store, digest), "its place among the streams is free again");
  }

  @Test
  void serverThatIsNotThereIsUnavailable() throws Exception {
    FakeRemoteCache server = FakeRemoteCache.casd();
    BlobStore store = stack(server);
    server.close();
    SourceUnavailableException down =
        assertThrows(
            SourceUnavailableException.class, () -> read(store, SampleBlobs.digest(SMALL)));
    assertTrue(down.toString().contains(server.url()), down.toString());
    assertInstanceOf(
        SourceUnavailableException.class, batchFailure(store, SampleBlobs.digest(SMALL)));
  }

  @Test
  void probeSaysWhatIsOffered() throws Exception {
    FakeRemoteCache server = server(ServerProfile.BAZEL_REMOTE);
    try (GrpcBlobStore store = GrpcBlobStore.connect(SourceSettings.of(server.url()))) {
      String words = store.probe().inWords();
      assertTrue(words.contains("2.0 to 2.3"), words);
      assertTrue(words.contains("zstd"), words);
      assertTrue(words.contains("BLAKE3"), words);
      assertFalse(store.probe().digestFunctions().isEmpty());
    }
  }
}
