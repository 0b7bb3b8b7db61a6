package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.FindMissingBlobsResponse;
import build.bazel.remote.execution.v2.GetTreeRequest;
import build.bazel.remote.execution.v2.GetTreeResponse;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.digest.Digest;
import dev.bwob.server.CallThreads;
import dev.bwob.server.ResponseStream;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code ContentAddressableStorage}: blobs are shared by all instances. */
final class ContentAddressableStorageService
    extends ContentAddressableStorageGrpc.ContentAddressableStorageImplBase {
  private final LocalBlobs blobs;
  private final CallThreads threads;

  ContentAddressableStorageService(LocalBlobs blobs, CallThreads threads) {
    this.blobs = blobs;
    this.threads = threads;
  }

  @Override
  public void findMissingBlobs(
      FindMissingBlobsRequest request, StreamObserver<FindMissingBlobsResponse> observer) {
    threads.start(observer, responses -> responses.send(findMissing(request)));
  }

  private FindMissingBlobsResponse findMissing(FindMissingBlobsRequest request) throws IOException {
    List<Digest> digests = new ArrayList<>(request.getBlobDigestsCount());
    for (build.bazel.remote.execution.v2.Digest name : request.getBlobDigestsList()) {
      digests.add(Digests.fromProto(name, request.getDigestFunctionValue()));
    }
    Set<Digest> missing = blobs.findMissing(digests);
    FindMissingBlobsResponse.Builder response = FindMissingBlobsResponse.newBuilder();
    for (Digest digest : missing) {
      response.addMissingBlobDigests(Digests.toProto(digest));
    }
    return response.build();
  }

  @Override
  public void batchUpdateBlobs(
      BatchUpdateBlobsRequest request, StreamObserver<BatchUpdateBlobsResponse> observer) {
    threads.start(observer, responses -> responses.send(new BatchUpdate(blobs).run(request)));
  }

  @Override
  public void batchReadBlobs(
      BatchReadBlobsRequest request, StreamObserver<BatchReadBlobsResponse> observer) {
    threads.start(observer, responses -> responses.send(new BatchRead(blobs).run(request)));
  }

  @Override
  public void getTree(GetTreeRequest request, StreamObserver<GetTreeResponse> observer) {
    threads.start(observer, responses -> getTree(request, responses));
  }

  private void getTree(GetTreeRequest request, ResponseStream<GetTreeResponse> responses)
      throws IOException, InterruptedException {
    Digest root = Digests.fromProto(request.getRootDigest(), request.getDigestFunctionValue());
    DirectoryWalk walk = new DirectoryWalk(new BlobBytes(blobs), root);
    if (request.getPageSize() < 0) {
      throw Refusals.invalid("The page size can't be negative");
    }
    walk.skip(positionOf(request.getPageToken()));
    GetTreeResponse page;
    do {
      page = walk.nextPage(request.getPageSize());
      responses.send(page);
    } while (!page.getNextPageToken().isEmpty());
  }

  private static long positionOf(String pageToken) {
    try {
      return pageToken.isEmpty() ? 0 : Long.parseUnsignedLong(pageToken);
    } catch (NumberFormatException e) {
      throw Refusals.invalid("'%s' is not a page token".formatted(pageToken));
    }
  }
}
