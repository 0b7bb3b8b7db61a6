package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.ActionCacheGrpc;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.Digest;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.cas.local.LocalStore;
import dev.bwob.cas.local.LocalStoreOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The services on a loopback port, over a real store, and a client of them. */
final class CacheServer implements AutoCloseable {
  final LocalStore store;
  final ManagedChannel channel;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  CacheServer(Path folder, long limit, ResultListener listener) throws Exception {
    store = LocalStore.open(LocalStoreOptions.of(folder, limit));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(RemoteCache.MAX_MESSAGE_BYTES)
            .executor(executor);
    RemoteCache.services(store, listener).forEach(builder::addService);
    server = builder.build().start();
    channel = newChannel();
  }

  CacheServer(Path folder) throws Exception {
    this(folder, 1_000_000_000, ResultListener.NONE);
  }

  /** A connection of its own. */
  ManagedChannel newChannel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
        .usePlaintext()
        .maxInboundMessageSize(RemoteCache.MAX_MESSAGE_BYTES)
        .build();
  }

  ContentAddressableStorageGrpc.ContentAddressableStorageBlockingStub cas() {
    return ContentAddressableStorageGrpc.newBlockingStub(channel);
  }

  ByteStreamGrpc.ByteStreamBlockingStub byteStream() {
    return ByteStreamGrpc.newBlockingStub(channel);
  }

  ActionCacheGrpc.ActionCacheBlockingStub actionCache() {
    return ActionCacheGrpc.newBlockingStub(channel);
  }

  /** Stores a blob, not by a call. */
  Digest put(byte[] bytes) throws Exception {
    dev.bwob.digest.Digest digest = SampleBlobs.digest(bytes);
    store.blobs().put(digest, ByteBuffer.wrap(bytes));
    return Digests.toProto(digest);
  }

  boolean has(byte[] bytes) throws Exception {
    return store.blobs().contains(SampleBlobs.digest(bytes));
  }

  static Digest digest(byte[] bytes) {
    return Digests.toProto(SampleBlobs.digest(bytes));
  }

  ByteString read(String resource, long offset, long limit) {
    ByteString all = ByteString.EMPTY;
    var parts =
        byteStream()
            .read(
                ReadRequest.newBuilder()
                    .setResourceName(resource)
                    .setReadOffset(offset)
                    .setReadLimit(limit)
                    .build());
    while (parts.hasNext()) {
      all = all.concat(parts.next().getData());
    }
    return all;
  }

  /** A whole Write. */
  WriteResponse write(List<WriteRequest> requests) throws Exception {
    try (WriteCall call = new WriteCall(channel)) {
      for (WriteRequest request : requests) {
        call.send(request);
      }
      call.end();
      return call.response();
    }
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.shutdownNow();
    executor.close();
    store.close();
  }
}
