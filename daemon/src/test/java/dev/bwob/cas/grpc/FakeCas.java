package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.Digest;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.FindMissingBlobsResponse;
import com.google.protobuf.ByteString;
import dev.bwob.digest.DigestFunction;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The CAS of a {@link FakeRemoteCache}. */
final class FakeCas extends ContentAddressableStorageGrpc.ContentAddressableStorageImplBase {
  private final FakeRemoteCache cache;
  private final AtomicInteger running = new AtomicInteger();

  FakeCas(FakeRemoteCache cache) {
    this.cache = cache;
  }

  @Override
  public void findMissingBlobs(
      FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> observer) {
    cache.findMissings.add(request);
    FindMissingBlobsResponse.Builder response = FindMissingBlobsResponse.newBuilder();
    try {
      cache.admit(request.getInstanceName());
    } catch (StatusException e) {
      observer.onError(e);
      return;
    }
    for (Digest digest : new LinkedHashSet<>(request.getBlobDigestsList())) {
      if (!cache.blobs.has(digest.getHash(), digest.getSizeBytes())) {
        response.addMissingBlobDigests(digest);
      }
    }
    observer.onNext(response.build());
    observer.onCompleted();
  }

  @Override
  public void batchReadBlobs(
      BatchReadBlobsRequest request, StreamObserver<BatchReadBlobsResponse> observer) {
    cache.batches.add(request);
    cache.mostBatchesAtATime.accumulateAndGet(running.incrementAndGet(), Math::max);
    BatchReadBlobsResponse response;
    try {
      cache.faults.arrive();
      response = answer(request);
    } catch (StatusException e) {
      observer.onError(e);
      return;
    } catch (InterruptedException e) {
      observer.onError(Status.CANCELLED.asException());
      return;
    } finally {
      // Before the answer, as the client may send its next batch as soon as it has this one.
      running.decrementAndGet();
    }
    observer.onNext(response);
    observer.onCompleted();
  }

  private BatchReadBlobsResponse answer(BatchReadBlobsRequest request) throws StatusException {
    cache.admit(request.getInstanceName());
    long sum = request.getDigestsList().stream().mapToLong(Digest::getSizeBytes).sum();
    if (cache.profile.trueBatchLimit() > 0 && sum > cache.profile.trueBatchLimit()) {
      throw Status.INVALID_ARGUMENT.withDescription("Batch too large: " + sum).asException();
    }
    DigestFunction function =
        DigestFunction.byNumber(request.getDigestFunctionValue()).orElseThrow();
    boolean zstd =
        cache.profile.zstd()
            && request.getAcceptableCompressorsList().contains(Compressor.Value.ZSTD);
    Collection<Digest> asked =
        cache.profile.answersOnce()
            ? new LinkedHashSet<>(request.getDigestsList())
            : request.getDigestsList();
    List<BatchReadBlobsResponse.Response> answers = new ArrayList<>();
    for (Digest digest : asked) {
      if (!cache.faults.leavesOut(
          dev.bwob.digest.Digest.parse(function, digest.getHash(), digest.getSizeBytes()))) {
        answers.add(answer(digest, zstd));
      }
    }
    if (cache.faults.shuffles()) {
      Collections.reverse(answers);
      answers.addFirst(
          BatchReadBlobsResponse.Response.newBuilder()
              .setDigest(Digest.newBuilder().setHash("0".repeat(64)).setSizeBytes(3))
              .setData(ByteString.copyFromUtf8("???"))
              .build());
    }
    return BatchReadBlobsResponse.newBuilder().addAllResponses(answers).build();
  }

  private BatchReadBlobsResponse.Response answer(Digest digest, boolean zstd) {
    BatchReadBlobsResponse.Response.Builder answer =
        BatchReadBlobsResponse.Response.newBuilder().setDigest(digest);
    try {
      byte[] bytes = cache.blobs.forBatch(digest.getHash(), digest.getSizeBytes());
      if (zstd) {
        answer.setCompressor(Compressor.Value.ZSTD).setData(ZstdFrames.of(bytes));
      } else {
        answer.setData(ByteString.copyFrom(bytes));
      }
    } catch (StatusException e) {
      answer.setStatus(
          com.google.rpc.Status.newBuilder()
              .setCode(e.getStatus().getCode().value())
              .setMessage(String.valueOf(e.getStatus().getDescription())));
    }
    return answer.build();
  }
}
