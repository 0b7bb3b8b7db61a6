package dev.bwob.it;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.BatchReadBlobsResponse;
import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.Digest;
import build.bazel.remote.execution.v2.DigestFunction;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.semver.SemVer;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A gRPC cache on the loopback address that does to each blob what the test wants: what real
 * servers do on bad days. Reads only.
 */
final class ScriptedCas implements AutoCloseable {
  // It tells of each read that a client gave up. Held: a logger without holders forgets its level.
  private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded");

  private final Map<String, Held> blobs = new ConcurrentHashMap<>();
  private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  /** What becomes of a read of a blob. */
  enum Behavior {
    SENDS_IT,
    /** Half of it, then nothing until {@link #release}, then the rest. */
    STALLS,
    /** As many bytes as there should be, and one of them is wrong. */
    SENDS_WRONG_BYTES,
    /** Half of it, and then the end as if that were all. */
    SENDS_TOO_LITTLE,
    /** All of it, and more. */
    SENDS_TOO_MUCH,
    /** Half of it, and then the connection is lost; what is read again begins well. */
    BREAKS_ONCE,
    /** Half of it, and then it is gone, and stays so. */
    BREAKS_FOR_GOOD
  }

  /**
   * A blob by what a build event says of it.
   *
   * @param name of the output
   */
  record Blob(String name, String hash, long size) {}

  private record Held(ByteString bytes, Behavior behavior, CountDownLatch begun) {}

  private final CountDownLatch released = new CountDownLatch(1);

  ScriptedCas() {
    NETTY.setLevel(Level.SEVERE);
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .executor(calls)
              .addService(new Capabilities())
              .addService(new Storage())
              .addService(new Streams())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code host:port}. */
  String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  /** Takes a blob into the store. */
  Blob put(String name, byte[] bytes, Behavior behavior) {
    String hash = Sha256.ofBytes(bytes);
    blobs.put(hash, new Held(ByteString.copyFrom(bytes), behavior, new CountDownLatch(1)));
    return new Blob(name, hash, bytes.length);
  }

  Blob put(String name, byte[] bytes) {
    return put(name, bytes, Behavior.SENDS_IT);
  }

  /** Returns once somebody has begun to read the blob. */
  void awaitRead(Blob blob) {
    CountDownLatch begun = blobs.get(blob.hash()).begun();
    Await.until(blob.name() + " is read", () -> begun.getCount() == 0);
  }

  /** Lets go on what stalls. */
  void release() {
    released.countDown();
  }

  private void send(String hash, long from, StreamObserver<ReadResponse> observer) {
    Held held = blobs.get(hash);
    if (held == null) {
      observer.onError(Status.NOT_FOUND.asRuntimeException());
      return;
    }
    ByteString bytes = held.bytes();
    int start = (int) from;
    int half = Math.max(start, bytes.size() / 2);
    boolean again = held.begun().getCount() == 0;
    if (held.behavior() == Behavior.BREAKS_FOR_GOOD && again) {
      observer.onError(Status.UNAVAILABLE.asRuntimeException());
      return;
    }
    send(bytes.substring(start, half), observer);
    held.begun().countDown();
    ByteString rest = bytes.substring(half);
    switch (held.behavior()) {
      case SENDS_IT -> send(rest, observer);
      case STALLS -> {
        await(released);
        send(rest, observer);
      }
      case SENDS_WRONG_BYTES -> send(damaged(rest), observer);
      case SENDS_TOO_LITTLE -> {}
      case SENDS_TOO_MUCH -> send(rest.concat(rest), observer);
      case BREAKS_ONCE -> {
        if (!again) {
          observer.onError(Status.UNAVAILABLE.withDescription("going away").asRuntimeException());
          return;
        }
        send(rest, observer);
      }
      case BREAKS_FOR_GOOD -> {
        observer.onError(Status.UNAVAILABLE.withDescription("going away").asRuntimeException());
        return;
      }
    }
    observer.onCompleted();
  }

  private static void send(ByteString bytes, StreamObserver<ReadResponse> observer) {
    int chunk = 1 << 20;
    for (int from = 0; from < bytes.size(); from += chunk) {
      ByteString part = bytes.substring(from, Math.min(bytes.size(), from + chunk));
      observer.onNext(ReadResponse.newBuilder().setData(part).build());
    }
  }

  private static ByteString damaged(ByteString bytes) {
    byte[] copy = bytes.toByteArray();
    copy[copy.length / 2] ^= 1;
    return ByteString.copyFrom(copy);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    release();
    server.shutdownNow();
    calls.shutdownNow();
  }

  private static final class Capabilities extends CapabilitiesGrpc.CapabilitiesImplBase {
    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<ServerCapabilities> observer) {
      observer.onNext(
          ServerCapabilities.newBuilder()
              .setLowApiVersion(SemVer.newBuilder().setMajor(2))
              .setHighApiVersion(SemVer.newBuilder().setMajor(2))
              .setCacheCapabilities(
                  CacheCapabilities.newBuilder()
                      .addDigestFunctions(DigestFunction.Value.SHA256)
                      .setMaxBatchTotalSizeBytes(1 << 20))
              .build());
      observer.onCompleted();
    }
  }

  /** Blobs that are sent as they are; the others' behavior shows in streams only. */
  private final class Storage
      extends ContentAddressableStorageGrpc.ContentAddressableStorageImplBase {
    @Override
    public void batchReadBlobs(
        BatchReadBlobsRequest request, StreamObserver<BatchReadBlobsResponse> observer) {
      BatchReadBlobsResponse.Builder response = BatchReadBlobsResponse.newBuilder();
      for (Digest digest : request.getDigestsList()) {
        response.addResponses(read(digest));
      }
      observer.onNext(response.build());
      observer.onCompleted();
    }

    private BatchReadBlobsResponse.Response read(Digest digest) {
      BatchReadBlobsResponse.Response.Builder response =
          BatchReadBlobsResponse.Response.newBuilder().setDigest(digest);
      Held held = blobs.get(digest.getHash());
      if (held == null) {
        response.getStatusBuilder().setCode(Code.NOT_FOUND_VALUE);
        return response.build();
      }
      held.begun().countDown();
      return response
          .setData(
              held.behavior() == Behavior.SENDS_WRONG_BYTES ? damaged(held.bytes()) : held.bytes())
          .build();
    }
  }

  private final class Streams extends ByteStreamGrpc.ByteStreamImplBase {
    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
      List<String> name = List.of(request.getResourceName().split("/"));
      send(name.get(name.indexOf("blobs") + 1), request.getReadOffset(), observer);
    }
  }
}
