package dev.bwob.it;

import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.Digest;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.ServerCapabilities;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A small CAS client of the tests' own, to fill a server and to look into it without bwob. SHA-256,
 * the instance without a name.
 */
final class CasConnection implements AutoCloseable {
  /** Below the 4 MiB that a gRPC message may have, with room for the digests. */
  private static final int BATCH_SIZE = 3 << 20;

  private static final int CHUNK_SIZE = 1 << 20;

  private final ManagedChannel channel;

  /**
   * A connection to a server, which may still be starting.
   *
   * @param endpoint {@code host:port}
   */
  CasConnection(String endpoint) {
    channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
  }

  ServerCapabilities capabilities() {
    return CapabilitiesGrpc.newBlockingStub(channel)
        .withWaitForReady()
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .getCapabilities(GetCapabilitiesRequest.getDefaultInstance());
  }

  static Digest digestOf(ByteString bytes) {
    return Digest.newBuilder()
        .setHash(Sha256.ofBytes(bytes.toByteArray()))
        .setSizeBytes(bytes.size())
        .build();
  }

  /** Uploads a blob of any size. */
  Digest put(ByteString bytes) {
    Digest digest = digestOf(bytes);
    if (bytes.size() > BATCH_SIZE) {
      write(digest, bytes);
    } else {
      update(
          BatchUpdateBlobsRequest.newBuilder()
              .addRequests(
                  BatchUpdateBlobsRequest.Request.newBuilder().setDigest(digest).setData(bytes)));
    }
    return digest;
  }

  /**
   * Uploads every blob of a folder, small ones in batches.
   *
   * @return how many there were
   */
  int putAll(BlobFolder folder) {
    List<Path> files = folder.files();
    BatchUpdateBlobsRequest.Builder batch = BatchUpdateBlobsRequest.newBuilder();
    long batched = 0;
    for (Path file : files) {
      ByteString bytes = ByteString.copyFrom(TestFiles.read(file));
      Digest digest =
          Digest.newBuilder().setHash(folder.hash(file)).setSizeBytes(bytes.size()).build();
      if (bytes.size() > BATCH_SIZE) {
        write(digest, bytes);
        continue;
      }
      if (batched + bytes.size() > BATCH_SIZE) {
        update(batch);
        batch.clear();
        batched = 0;
      }
      batch.addRequestsBuilder().setDigest(digest).setData(bytes);
      batched += bytes.size();
    }
    update(batch);
    return files.size();
  }

  private void update(BatchUpdateBlobsRequest.Builder batch) {
    if (batch.getRequestsCount() == 0) {
      return;
    }
    BatchUpdateBlobsResponse answer =
        ContentAddressableStorageGrpc.newBlockingStub(channel).batchUpdateBlobs(batch.build());
    for (BatchUpdateBlobsResponse.Response blob : answer.getResponsesList()) {
      if (blob.getStatus().getCode() != Code.OK_VALUE) {
        throw new IllegalStateException("the server did not take a blob: " + blob);
      }
    }
  }

  private void write(Digest digest, ByteString bytes) {
    CompletableFuture<WriteResponse> answer = new CompletableFuture<>();
    StreamObserver<WriteRequest> chunks =
        ByteStreamGrpc.newStub(channel).write(new AnswerObserver(answer));
    String resource =
        "uploads/%s/blobs/%s/%d"
            .formatted(UUID.randomUUID(), digest.getHash(), digest.getSizeBytes());
    for (int at = 0; at < bytes.size(); at += CHUNK_SIZE) {
      int end = Math.min(bytes.size(), at + CHUNK_SIZE);
      chunks.onNext(
          WriteRequest.newBuilder()
              .setResourceName(resource)
              .setWriteOffset(at)
              .setData(bytes.substring(at, end))
              .setFinishWrite(end == bytes.size())
              .build());
    }
    chunks.onCompleted();
    long committed = answer.orTimeout(60, TimeUnit.SECONDS).join().getCommittedSize();
    if (committed != bytes.size()) {
      throw new IllegalStateException(
          "the server took %d bytes of %s/%d"
              .formatted(committed, digest.getHash(), digest.getSizeBytes()));
    }
  }

  /** The bytes of a blob, read by ByteStream. */
  ByteString read(Digest digest) {
    Iterator<ReadResponse> answers =
        ByteStreamGrpc.newBlockingStub(channel)
            .read(
                ReadRequest.newBuilder()
                    .setResourceName(
                        "blobs/%s/%d".formatted(digest.getHash(), digest.getSizeBytes()))
                    .build());
    ByteString bytes = ByteString.EMPTY;
    while (answers.hasNext()) {
      bytes = bytes.concat(answers.next().getData());
    }
    return bytes;
  }

  List<Digest> findMissing(List<Digest> digests) {
    return ContentAddressableStorageGrpc.newBlockingStub(channel)
        .findMissingBlobs(FindMissingBlobsRequest.newBuilder().addAllBlobDigests(digests).build())
        .getMissingBlobDigestsList();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private record AnswerObserver(CompletableFuture<WriteResponse> answer)
      implements StreamObserver<WriteResponse> {
    @Override
    public void onNext(WriteResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(
          new IllegalStateException("the server ended a Write without an answer"));
    }
  }
}
