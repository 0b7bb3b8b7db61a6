package dev.bwob.remotecache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import build.bazel.remote.execution.v2.ActionCacheGrpc;
import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.Digest;
import build.bazel.remote.execution.v2.Directory;
import build.bazel.remote.execution.v2.DirectoryNode;
import build.bazel.remote.execution.v2.FileNode;
import build.bazel.remote.execution.v2.GetActionResultRequest;
import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.OutputFile;
import build.bazel.remote.execution.v2.RequestMetadata;
import build.bazel.remote.execution.v2.Tree;
import build.bazel.remote.execution.v2.UpdateActionResultRequest;
import dev.bwob.cas.SampleBlobs;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class ActionCacheServiceTest {
  private static final Digest ACTION = CacheServer.digest(SampleBlobs.bytes(140, 99));
  private static final byte[] OUTPUT = SampleBlobs.bytes(1000, 1);

  @TempDir private Path folder;
  private final List<PassedResult> passed = new CopyOnWriteArrayList<>();
  private CacheServer server;

  @BeforeEach
  void start() throws Exception {
    server = new CacheServer(folder.resolve("store"), 1_000_000, passed::add);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void update(String instance, ActionResult result) {
    var _ =
        server
            .actionCache()
            .updateActionResult(
                UpdateActionResultRequest.newBuilder()
                    .setInstanceName(instance)
                    .setActionDigest(ACTION)
                    .setActionResult(result)
                    .build());
  }

  private static GetActionResultRequest request(String instance) {
    return GetActionResultRequest.newBuilder()
        .setInstanceName(instance)
        .setActionDigest(ACTION)
        .build();
  }

  private ActionResult get(String instance) {
    return server.actionCache().getActionResult(request(instance));
  }

  private static void assertStatus(Status.Code code, Executable call) {
    StatusRuntimeException thrown = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, thrown.getStatus().getCode(), thrown::toString);
  }

  private static ActionResult fileResult(Digest digest) {
    return ActionResult.newBuilder()
        .addOutputFiles(OutputFile.newBuilder().setPath("a/b").setDigest(digest))
        .build();
  }

  private static ActionResult treeResult(Digest tree) {
    return ActionResult.newBuilder()
        .addOutputDirectories(OutputDirectory.newBuilder().setPath("t").setTreeDigest(tree))
        .build();
  }

  private static Directory directoryOf(Digest file) {
    return Directory.newBuilder()
        .addFiles(FileNode.newBuilder().setName("f").setDigest(file))
        .build();
  }

  @Test
  void resultsAreEachInstancesOwn() throws Exception {
    ActionResult result = fileResult(server.put(OUTPUT));
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
    update("", result);
    assertEquals(result, get(""));
    assertStatus(Status.Code.NOT_FOUND, () -> get("a/b"));
    ActionResult other = result.toBuilder().setExitCode(3).build();
    update("a/b", other);
    update("a/b", other);
    assertEquals(other, get("a/b"));
    assertEquals(result, get(""));
  }

  @Test
  void resultWithoutAFileIsAMissUntilItIsThere() throws Exception {
    update("", fileResult(CacheServer.digest(OUTPUT)));
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
    server.put(OUTPUT);
    assertEquals(fileResult(CacheServer.digest(OUTPUT)), get(""));
  }

  @Test
  void resultWithoutItsStandardErrorIsAMiss() throws Exception {
    ActionResult result =
        fileResult(server.put(OUTPUT)).toBuilder()
            .setStderrDigest(CacheServer.digest(new byte[9]))
            .build();
    update("", result);
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
  }

  @Test
  void resultNeedsItsTreesAndTheirFiles() throws Exception {
    Directory child = directoryOf(CacheServer.digest(OUTPUT));
    Tree tree =
        Tree.newBuilder()
            .setRoot(
                Directory.newBuilder()
                    .addDirectories(
                        DirectoryNode.newBuilder()
                            .setName("d")
                            .setDigest(CacheServer.digest(child.toByteArray()))))
            .addChildren(child)
            .build();
    ActionResult result = treeResult(CacheServer.digest(tree.toByteArray()));
    update("", result);
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
    server.put(tree.toByteArray());
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
    server.put(OUTPUT);
    assertEquals(result, get(""));
  }

  @Test
  void resultNeedsTheDirectoriesOfItsRoots() throws Exception {
    Directory child = directoryOf(server.put(OUTPUT));
    Directory root =
        Directory.newBuilder()
            .addDirectories(
                DirectoryNode.newBuilder()
                    .setName("d")
                    .setDigest(CacheServer.digest(child.toByteArray())))
            .build();
    ActionResult result =
        ActionResult.newBuilder()
            .addOutputDirectories(
                OutputDirectory.newBuilder()
                    .setPath("t")
                    .setRootDirectoryDigest(server.put(root.toByteArray())))
            .build();
    update("", result);
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
    server.put(child.toByteArray());
    assertEquals(result, get(""));
  }

  @Test
  void treeThatIsNoneIsAMiss() throws Exception {
    update("", treeResult(server.put(OUTPUT)));
    assertStatus(Status.Code.NOT_FOUND, () -> get(""));
  }

  @Test
  void malformedDigestsAreRefused() {
    Digest malformed = Digest.newBuilder().setHash("xyz").setSizeBytes(3).build();
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> update("", fileResult(malformed)));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        () ->
            server
                .actionCache()
                .getActionResult(request("").toBuilder().setActionDigest(malformed).build()));
  }

  @Test
  void hitKeepsItsBlobsFromGoing() throws Exception {
    ActionResult result = fileResult(server.put(OUTPUT));
    update("", result);
    for (int i = 0; i < 30; i++) {
      server.put(SampleBlobs.bytes(100_000, 100 + i));
      assertEquals(result, get(""));
    }
  }

  @Test
  void listenerHearsOfHitsAndUpdatesWithTheirMetadata() throws Exception {
    ActionResult result = fileResult(server.put(OUTPUT));
    RequestMetadata metadata =
        RequestMetadata.newBuilder()
            .setToolInvocationId("9a8b")
            .setTargetId("//a:b")
            .setActionMnemonic("CppLink")
            .build();
    Metadata header = new Metadata();
    header.put(ProtoUtils.keyForProto(RequestMetadata.getDefaultInstance()), metadata);
    assertStatus(Status.Code.NOT_FOUND, () -> get("i"));
    update("i", result);
    var _ =
        ActionCacheGrpc.newBlockingStub(server.channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(header))
            .getActionResult(request("i"));
    Metadata malformed = new Metadata();
    malformed.put(
        Metadata.Key.of(
            "build.bazel.remote.execution.v2.requestmetadata-bin", Metadata.BINARY_BYTE_MARSHALLER),
        new byte[] {-1, -1, -1});
    var _ =
        ActionCacheGrpc.newBlockingStub(server.channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(malformed))
            .getActionResult(request("i"));
    dev.bwob.digest.Digest action =
        Digests.fromProto(ACTION, dev.bwob.digest.DigestFunction.SHA256);
    RequestMetadata none = RequestMetadata.getDefaultInstance();
    assertEquals(
        List.of(
            new PassedResult("i", action, result, none),
            new PassedResult("i", action, result, metadata),
            new PassedResult("i", action, result, none)),
        passed);
  }
}
