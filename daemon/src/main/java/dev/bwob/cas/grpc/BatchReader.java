package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.cas.TaskGroup;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import io.grpc.Status;
import io.grpc.StatusException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Reads small blobs by BatchReadBlobs, several batches at a time. */
final class BatchReader {
  private final GrpcConnection connection;
  private final Semaphore permits;

  BatchReader(GrpcConnection connection, int batchesInFlight) {
    this.connection = connection;
    this.permits = new Semaphore(batchesInFlight);
  }

  void read(Collection<Digest> digests, long limit, boolean zstd, BatchReceiver receiver)
      throws InterruptedException {
    try (TaskGroup group = new TaskGroup()) {
      for (List<Digest> batch : BatchPacker.pack(digests, limit)) {
        group.fork(permits, () -> readBatch(batch, zstd, receiver));
      }
      group.join();
    }
  }

  private void readBatch(List<Digest> batch, boolean zstd, BatchReceiver receiver)
      throws InterruptedException {
    DigestFunction function = batch.getFirst().function();
    BatchReadBlobsRequest.Builder request =
        BatchReadBlobsRequest.newBuilder()
            .setInstanceName(connection.settings().instanceName())
            .setDigestFunctionValue(function.number());
    if (zstd) {
      request.addAcceptableCompressors(Compressor.Value.ZSTD);
    }
    Map<build.bazel.remote.execution.v2.Digest, Digest> waiting = new LinkedHashMap<>();
    for (Digest digest : batch) {
      build.bazel.remote.execution.v2.Digest name = RemoteName.toProto(digest);
      if (waiting.put(name, digest) == null) {
        request.addDigests(name);
      }
    }
    BatchReadBlobsResponse response;
    try {
      response =
          connection.call(ContentAddressableStorageGrpc.getBatchReadBlobsMethod(), request.build());
    } catch (StatusException e) {
      BlobException cause =
          connection
              .translator()
              .aboutCall(
                  e.getStatus(),
                  "was asked for a batch of %d blobs (BatchReadBlobs)".formatted(batch.size()));
      for (Digest digest : waiting.values()) {
        receiver.failed(digest, cause);
      }
      return;
    }
    // Matched by digest: servers answer in any order, and leave out or repeat as they like.
    for (BatchReadBlobsResponse.Response answer : response.getResponsesList()) {
      Digest digest = waiting.remove(answer.getDigest());
      if (digest != null) {
        deliver(digest, answer, receiver);
      }
    }
    for (Digest digest : waiting.values()) {
      receiver.failed(
          digest,
          new SourceUnavailableException(
              "%s left blob %s out of its answer to BatchReadBlobs."
                  .formatted(connection.source(), digest)));
    }
  }

  private void deliver(
      Digest digest, BatchReadBlobsResponse.Response answer, BatchReceiver receiver)
      throws InterruptedException {
    int code = answer.getStatus().getCode();
    if (code != 0) {
      Status status = Status.fromCodeValue(code).withDescription(answer.getStatus().getMessage());
      receiver.failed(digest, connection.translator().aboutBlob(status, digest));
      return;
    }
    ByteBuffer bytes;
    try {
      bytes = decompress(digest, answer);
    } catch (BlobCorruptException e) {
      receiver.failed(digest, e);
      return;
    }
    receiver.received(digest, bytes);
  }

  private ByteBuffer decompress(Digest digest, BatchReadBlobsResponse.Response answer)
      throws BlobCorruptException {
    return switch (answer.getCompressor()) {
      case IDENTITY -> answer.getData().asReadOnlyByteBuffer();
      case ZSTD -> Zstd.decompress(answer.getData(), digest, connection.source());
      default ->
          throw new BlobCorruptException(
              digest,
              connection.source(),
              "they are compressed with " + answer.getCompressorValue() + ", unasked");
    };
  }
}
