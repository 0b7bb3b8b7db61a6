package dev.bwob.remotecache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.Digest;
import build.bazel.remote.execution.v2.Directory;
import build.bazel.remote.execution.v2.DirectoryNode;
import build.bazel.remote.execution.v2.FileNode;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.GetTreeRequest;
import build.bazel.remote.execution.v2.GetTreeResponse;
import com.github.luben.zstd.Zstd;
import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.DigestFunction;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class ContentAddressableStorageServiceTest {
  private static final byte[] SMALL = SampleBlobs.bytes(1000, 1);
  private static final byte[] OTHER = SampleBlobs.bytes(1000, 2);

  @TempDir private Path folder;
  private CacheServer server;

  @BeforeEach
  void start() throws Exception {
    server = new CacheServer(folder.resolve("store"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static BatchUpdateBlobsRequest.Request update(byte[] digestOf, byte[] bytes) {
    return BatchUpdateBlobsRequest.Request.newBuilder()
        .setDigest(CacheServer.digest(digestOf))
        .setData(ByteString.copyFrom(bytes))
        .build();
  }

  private BatchUpdateBlobsResponse update(BatchUpdateBlobsRequest.Request... requests) {
    return server
        .cas()
        .batchUpdateBlobs(
            BatchUpdateBlobsRequest.newBuilder().addAllRequests(List.of(requests)).build());
  }

  private static void assertInvalid(Executable call) {
    StatusRuntimeException thrown = assertThrows(StatusRuntimeException.class, call);
    assertEquals(
        Status.Code.INVALID_ARGUMENT, thrown.getStatus().getCode(), () -> thrown.toString());
  }

  @Test
  void bwobsOwnClientUnderstandsTheCapabilities() {
    var capabilities =
        CapabilitiesGrpc.newBlockingStub(server.channel)
            .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
    var cache = capabilities.getCacheCapabilities();
    assertTrue(cache.getActionCacheUpdateCapabilities().getUpdateEnabled());
    assertEquals(DigestFunction.values().length, cache.getDigestFunctionsCount());
    assertEquals(4, capabilities.getHighApiVersion().getMinor());
    assertEquals(2, capabilities.getLowApiVersion().getMajor());
  }

  @Test
  void batchStoresAndReads() throws Exception {
    BatchUpdateBlobsRequest.Request compressed =
        update(OTHER, Zstd.compress(OTHER)).toBuilder()
            .setCompressor(Compressor.Value.ZSTD)
            .build();
    BatchUpdateBlobsResponse stored = update(update(SMALL, SMALL), compressed);
    assertEquals(
        List.of(0, 0),
        stored.getResponsesList().stream()
            .map(response -> response.getStatus().getCode())
            .toList());
    byte[] text = "abc".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Digest absent = CacheServer.digest(new byte[3]);
    Digest textDigest = server.put(text);
    BatchReadBlobsRequest request =
        BatchReadBlobsRequest.newBuilder()
            .addDigests(CacheServer.digest(SMALL))
            .addDigests(absent)
            .addDigests(CacheServer.digest(new byte[0]))
            .addDigests(textDigest)
            .build();
    BatchReadBlobsResponse read = server.cas().batchReadBlobs(request);
    assertEquals(ByteString.copyFrom(SMALL), read.getResponses(0).getData());
    assertEquals(Status.Code.NOT_FOUND.value(), read.getResponses(1).getStatus().getCode());
    assertEquals(absent, read.getResponses(1).getDigest());
    assertEquals(0, read.getResponses(2).getStatus().getCode());
    assertEquals(ByteString.copyFrom(text), read.getResponses(3).getData());
    BatchReadBlobsResponse zstd =
        server
            .cas()
            .batchReadBlobs(
                request.toBuilder().addAcceptableCompressors(Compressor.Value.ZSTD).build());
    BatchReadBlobsResponse.Response answer = zstd.getResponses(3);
    assertEquals(Compressor.Value.ZSTD, answer.getCompressor());
    assertEquals(
        ByteString.copyFrom(text),
        ByteString.copyFrom(Zstd.decompress(answer.getData().toByteArray(), text.length)));
  }

  @Test
  void wrongBlobsOfABatchAreRefusedOneByOne() throws Exception {
    BatchUpdateBlobsRequest.Request brokenZstd =
        update(OTHER, OTHER).toBuilder().setCompressor(Compressor.Value.ZSTD).build();
    BatchUpdateBlobsRequest.Request bomb =
        update(OTHER, Zstd.compress(new byte[10_000_000])).toBuilder()
            .setCompressor(Compressor.Value.ZSTD)
            .build();
    BatchUpdateBlobsRequest.Request brotli =
        update(OTHER, OTHER).toBuilder().setCompressor(Compressor.Value.BROTLI).build();
    BatchUpdateBlobsResponse response =
        update(
            update(OTHER, SMALL),
            update(OTHER, new byte[999]),
            brokenZstd,
            bomb,
            brotli,
            update(SMALL, SMALL));
    assertEquals(
        List.of(3, 3, 3, 3, 3, 0),
        response.getResponsesList().stream().map(answer -> answer.getStatus().getCode()).toList());
    assertFalse(server.has(OTHER));
    assertTrue(server.has(SMALL));
  }

  @Test
  void oversizedBatchesAreRefused() throws Exception {
    byte[] half = SampleBlobs.bytes(2_500_000, 3);
    byte[] otherHalf = SampleBlobs.bytes(2_500_000, 4);
    assertInvalid(() -> update(update(half, half), update(otherHalf, otherHalf)));
    assertFalse(server.has(half));
    BatchUpdateBlobsRequest.Request claim =
        update(half, Zstd.compress(half)).toBuilder()
            .setCompressor(Compressor.Value.ZSTD)
            .setDigest(CacheServer.digest(half).toBuilder().setSizeBytes(Long.MAX_VALUE))
            .build();
    assertInvalid(() -> update(claim));
    assertInvalid(() ->
        server
            .cas()
            .batchReadBlobs(
                BatchReadBlobsRequest.newBuilder()
                    .addDigests(server.put(half))
                    .addDigests(server.put(otherHalf))
                    .build()));
  }

  @Test
  void findMissingNamesTheAbsent() throws Exception {
    Digest there = server.put(SMALL);
    Digest absent = CacheServer.digest(OTHER);
    FindMissingBlobsRequest.Builder request =
        FindMissingBlobsRequest.newBuilder()
            .setInstanceName("any")
            .addBlobDigests(there)
            .addBlobDigests(absent)
            .addBlobDigests(CacheServer.digest(new byte[0]));
    assertEquals(
        List.of(absent),
        server.cas().findMissingBlobs(request.build()).getMissingBlobDigestsList());
    // The same hash means another blob to another function.
    request.setDigestFunctionValue(DigestFunction.BLAKE3.number());
    assertEquals(
        Set.of(absent, there),
        Set.copyOf(server.cas().findMissingBlobs(request.build()).getMissingBlobDigestsList()));
    request.setDigestFunctionValue(DigestFunction.SHA1.number());
    assertInvalid(() -> server.cas().findMissingBlobs(request.build()));
    request.setDigestFunction(build.bazel.remote.execution.v2.DigestFunction.Value.MURMUR3);
    assertInvalid(() -> server.cas().findMissingBlobs(request.build()));
    assertInvalid(() ->
        server
            .cas()
            .findMissingBlobs(
                FindMissingBlobsRequest.newBuilder()
                    .addBlobDigests(there.toBuilder().setSizeBytes(-1))
                    .build()));
  }

  private Digest put(Directory directory) throws Exception {
    return server.put(directory.toByteArray());
  }

  private static DirectoryNode node(String name, Digest digest) {
    return DirectoryNode.newBuilder().setName(name).setDigest(digest).build();
  }

  private static Directory leaf(String file) {
    return Directory.newBuilder().addFiles(FileNode.newBuilder().setName(file)).build();
  }

  private List<Directory> tree(GetTreeRequest request, List<GetTreeResponse> pages) {
    pages.addAll(Lists.newArrayList(server.cas().getTree(request)));
    return pages.stream().flatMap(page -> page.getDirectoriesList().stream()).toList();
  }

  @Test
  void treeGivesSharedDirectoriesOnceAndInPages() throws Exception {
    Directory shared = leaf("s");
    Directory left = Directory.newBuilder().addDirectories(node("s", put(shared))).build();
    Directory right =
        Directory.newBuilder()
            .addDirectories(node("s", put(shared)))
            .addDirectories(node("t", put(leaf("t"))))
            .build();
    Directory root =
        Directory.newBuilder()
            .addDirectories(node("a", put(left)))
            .addDirectories(node("b", put(right)))
            .addDirectories(node("gone", CacheServer.digest(OTHER)))
            .build();
    GetTreeRequest request = GetTreeRequest.newBuilder().setRootDigest(put(root)).build();
    List<GetTreeResponse> whole = Lists.newArrayList();
    List<Directory> all = List.of(root, left, right, shared, leaf("t"));
    assertEquals(all, tree(request, whole));
    List<GetTreeResponse> pages = Lists.newArrayList();
    assertEquals(all, tree(request.toBuilder().setPageSize(2).build(), pages));
    assertEquals(3, pages.size());
    assertEquals("", pages.getLast().getNextPageToken());
    GetTreeRequest second =
        request.toBuilder().setPageToken(pages.getFirst().getNextPageToken()).build();
    assertEquals(List.of(right, shared, leaf("t")), tree(second, Lists.newArrayList()));
    for (String token : List.of("99", "x", "-1")) {
      GetTreeRequest wrong = request.toBuilder().setPageToken(token).build();
      assertInvalid(() -> tree(wrong, Lists.newArrayList()));
    }
  }

  @Test
  void treeOfAnAbsentRootIsNotFound() {
    GetTreeRequest request =
        GetTreeRequest.newBuilder().setRootDigest(CacheServer.digest(OTHER)).build();
    StatusRuntimeException thrown =
        assertThrows(StatusRuntimeException.class, () -> tree(request, Lists.newArrayList()));
    assertEquals(Status.Code.NOT_FOUND, thrown.getStatus().getCode());
  }

  @Test
  void blobThatIsNoDirectoryHasNoTree() throws Exception {
    GetTreeRequest request = GetTreeRequest.newBuilder().setRootDigest(server.put(OTHER)).build();
    assertInvalid(() -> tree(request, Lists.newArrayList()));
  }

  @Test
  void storeIsASourceOfBlobsToo() throws Exception {
    update(update(SMALL, SMALL));
    BlobStore blobs = server.store.blobs();
    assertEquals(
        ByteString.copyFrom(SMALL),
        ByteString.copyFrom(SampleBlobs.readAll(blobs.open(SampleBlobs.digest(SMALL), 0))));
  }
}
