package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.Compressor;
import com.google.protobuf.UnsafeByteOperations;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.digest.Digest;
import java.io.IOException;

/** One BatchReadBlobs. */
final class BatchRead {
  /** Smaller blobs do not get smaller by as much as it costs. */
  private static final int COMPRESSED_FROM = 128;

  private final BlobBytes bytes;

  BatchRead(LocalBlobs blobs) {
    this.bytes = new BlobBytes(blobs);
  }

  BatchReadBlobsResponse run(BatchReadBlobsRequest request) throws InterruptedException {
    long total = 0;
    for (build.bazel.remote.execution.v2.Digest digest : request.getDigestsList()) {
      total += Math.max(0, digest.getSizeBytes());
      BatchUpdate.requireBatchable(total);
    }
    boolean compress = request.getAcceptableCompressorsList().contains(Compressor.Value.ZSTD);
    BatchReadBlobsResponse.Builder response = BatchReadBlobsResponse.newBuilder();
    try (ZstdBatch zstd = ZstdBatch.take()) {
      for (build.bazel.remote.execution.v2.Digest name : request.getDigestsList()) {
        Digest digest = Digests.fromProto(name, request.getDigestFunctionValue());
        BatchReadBlobsResponse.Response.Builder blob =
            BatchReadBlobsResponse.Response.newBuilder().setDigest(name);
        try {
          byte[] whole = bytes.read(digest);
          if (compress && whole.length >= COMPRESSED_FROM) {
            blob.setData(zstd.compress(whole)).setCompressor(Compressor.Value.ZSTD);
          } else {
            blob.setData(UnsafeByteOperations.unsafeWrap(whole));
          }
        } catch (IOException e) {
          blob.setStatus(BatchUpdate.toProto(e));
        }
        response.addResponses(blob);
      }
    }
    return response.build();
  }
}
