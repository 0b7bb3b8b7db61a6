package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.Compressor;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** One BatchUpdateBlobs: each blob is stored, or not, for itself. */
final class BatchUpdate {
  private final LocalBlobs blobs;

  BatchUpdate(LocalBlobs blobs) {
    this.blobs = blobs;
  }

  BatchUpdateBlobsResponse run(BatchUpdateBlobsRequest request) throws InterruptedException {
    long total = 0;
    for (BatchUpdateBlobsRequest.Request blob : request.getRequestsList()) {
      // What is claimed counts too: it is what decompressing may take.
      total += Math.max(blob.getData().size(), Math.max(0, blob.getDigest().getSizeBytes()));
      requireBatchable(total);
    }
    List<Digest> digests =
        request.getRequestsList().stream()
            .map(blob -> Digests.fromProto(blob.getDigest(), request.getDigestFunctionValue()))
            .toList();
    BatchUpdateBlobsResponse.Builder response = BatchUpdateBlobsResponse.newBuilder();
    try (ZstdBatch zstd = ZstdBatch.take()) {
      for (int i = 0; i < digests.size(); i++) {
        BatchUpdateBlobsRequest.Request blob = request.getRequests(i);
        response.addResponses(
            BatchUpdateBlobsResponse.Response.newBuilder()
                .setDigest(blob.getDigest())
                .setStatus(store(digests.get(i), blob, zstd)));
      }
    }
    return response.build();
  }

  static void requireBatchable(long total) {
    if (total > CapabilitiesService.MAX_BATCH) {
      throw Refusals.invalid(
          "The batch is larger than %d bytes in all".formatted(CapabilitiesService.MAX_BATCH));
    }
  }

  private com.google.rpc.Status store(
      Digest digest, BatchUpdateBlobsRequest.Request blob, ZstdBatch zstd)
      throws InterruptedException {
    try {
      blobs.put(digest, bytesOf(digest, blob, zstd));
      return com.google.rpc.Status.getDefaultInstance();
    } catch (IOException | RuntimeException e) {
      return toProto(e);
    }
  }

  static com.google.rpc.Status toProto(Exception cause) {
    io.grpc.Status status = Refusals.toStatus(cause);
    return com.google.rpc.Status.newBuilder()
        .setCode(status.getCode().value())
        .setMessage(String.valueOf(status.getDescription()))
        .build();
  }

  private static ByteBuffer bytesOf(
      Digest digest, BatchUpdateBlobsRequest.Request blob, ZstdBatch zstd) {
    return switch (blob.getCompressor()) {
      case Compressor.Value.IDENTITY -> blob.getData().asReadOnlyByteBuffer();
      case Compressor.Value.ZSTD -> zstd.decompress(blob.getData(), digest.size());
      default ->
          throw Refusals.invalid(
              "bwob does not know compressor %d".formatted(blob.getCompressorValue()));
    };
  }
}
