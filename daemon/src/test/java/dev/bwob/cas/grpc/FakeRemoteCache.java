package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.BatchReadBlobsRequest;
import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.semver.SemVer;
import com.google.bytestream.ReadRequest;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A real gRPC server on loopback that behaves as one kind of real cache does, fails as told,
 * refuses what that kind refuses, and remembers every request. One instance name, given at the
 * start.
 */
public final class FakeRemoteCache implements AutoCloseable {
  /** Warns of every stream that a client leaves early, which tests do on purpose. */
  private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

  private static final int GRPC_MESSAGE_LIMIT = 4 * 1024 * 1024;

  public final FaultScript faults = new FaultScript();
  public final List<ReadRequest> reads = new CopyOnWriteArrayList<>();
  public final List<BatchReadBlobsRequest> batches = new CopyOnWriteArrayList<>();
  public final List<FindMissingBlobsRequest> findMissings = new CopyOnWriteArrayList<>();
  public final List<Metadata> headers = new CopyOnWriteArrayList<>();
  public final AtomicInteger capabilityCalls = new AtomicInteger();
  public final AtomicInteger cancelledReads = new AtomicInteger();
  public final AtomicInteger mostBatchesAtATime = new AtomicInteger();

  final ServerProfile profile;
  final String instance;
  final StoredBlobs blobs;

  private final Server server;
  private final int port;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private FakeRemoteCache(ServerProfile profile, String instance, NettyServerBuilder builder)
      throws IOException {
    NETTY.setLevel(Level.SEVERE);
    this.profile = profile;
    this.instance = instance;
    this.blobs = new StoredBlobs(profile);
    builder
        .maxInboundMessageSize(GRPC_MESSAGE_LIMIT)
        .executor(executor)
        .intercept(new HeaderKeeper());
    List<BindableService> services =
        List.of(new CapabilitiesService(), new FakeCas(this), new FakeByteStream(this));
    services.forEach(builder::addService);
    this.server = builder.build().start();
    this.port = server.getPort();
  }

  /** A server like BuildGrid. */
  public static FakeRemoteCache buildGrid() throws IOException {
    return start(ServerProfile.BUILDGRID, "");
  }

  /** A server like buildbox-casd. */
  public static FakeRemoteCache casd() throws IOException {
    return start(ServerProfile.CASD, "");
  }

  /** A server like bazel-remote. */
  public static FakeRemoteCache bazelRemote() throws IOException {
    return start(ServerProfile.BAZEL_REMOTE, "");
  }

  static FakeRemoteCache start(ServerProfile profile, String instance) throws IOException {
    return new FakeRemoteCache(profile, instance, onLoopback(InsecureServerCredentials.create()));
  }

  static FakeRemoteCache startSecure(ServerCredentials credentials) throws IOException {
    return new FakeRemoteCache(ServerProfile.CASD, "", onLoopback(credentials));
  }

  /** A server like buildbox-casd on a Unix socket; it has no url. */
  static FakeRemoteCache startOnSocket(Path socket) throws IOException {
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("fake-cas", /* daemon= */ true), NioIoHandler.newFactory());
    return new FakeRemoteCache(
        ServerProfile.CASD,
        "",
        NettyServerBuilder.forAddress(
                UnixDomainSocketAddress.of(socket), InsecureServerCredentials.create())
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops));
  }

  private static NettyServerBuilder onLoopback(ServerCredentials credentials) {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials);
  }

  /** {@code grpc://127.0.0.1:PORT}. */
  public String url() {
    return "grpc://127.0.0.1:" + port();
  }

  public int port() {
    return port;
  }

  /** Stores a blob. */
  public Digest put(byte[] bytes) {
    Digest digest = SampleBlobs.digest(bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  /** Stores a blob under the name that a function gives it. */
  public Digest put(DigestFunction function, byte[] bytes) {
    Digest digest = SampleBlobs.digest(function, bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  /** Overwrites the file of a blob with other bytes, which may be fewer. */
  public void damage(Digest digest, byte[] bytes) {
    blobs.put(digest, bytes);
  }

  /** Removes a blob. */
  public void evict(Digest digest) {
    blobs.remove(digest.hex());
  }

  /** Fails as scripted, and for an instance that is not served. */
  void admit(String instanceName) throws StatusException {
    Status failure = faults.nextFailure();
    if (failure != null) {
      throw failure.asException();
    }
    if (profile.knowsInstances() && !instanceName.equals(instance)) {
      throw Status.INVALID_ARGUMENT
          .withDescription("Invalid instance name: [" + instanceName + "]")
          .asException();
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      // The server's last callbacks need the executor; its handlers end when interrupted.
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.close();
  }

  private final class CapabilitiesService extends CapabilitiesGrpc.CapabilitiesImplBase {
    @Override
    public void getCapabilities(
        GetCapabilitiesRequest request, StreamObserver<ServerCapabilities> observer) {
      capabilityCalls.incrementAndGet();
      CacheCapabilities.Builder cache =
          CacheCapabilities.newBuilder().setMaxBatchTotalSizeBytes(profile.namedBatchLimit());
      for (DigestFunction function : DigestFunction.values()) {
        cache.addDigestFunctionsValue(function.number());
      }
      if (profile.zstd()) {
        cache.addSupportedCompressors(Compressor.Value.ZSTD);
      }
      observer.onNext(
          ServerCapabilities.newBuilder()
              .setCacheCapabilities(cache)
              .setLowApiVersion(SemVer.newBuilder().setMajor(2).setMinor(profile.lowMinor()))
              .setHighApiVersion(SemVer.newBuilder().setMajor(2).setMinor(profile.highMinor()))
              .build());
      observer.onCompleted();
    }
  }

  private final class HeaderKeeper implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata callHeaders, ServerCallHandler<Q, A> next) {
      headers.add(callHeaders);
      return next.startCall(call, callHeaders);
    }
  }
}
