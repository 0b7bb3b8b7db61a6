package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.RequestMetadata;
import build.bazel.remote.execution.v2.ToolDetails;
import dev.bwob.cas.source.SourceAddress;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.source.TlsFiles;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The connections to one server, used in turn: a stream is served by one event loop, and by one TCP
 * window, so several connections go faster.
 *
 * <p>Callbacks run on the event loops and must not block.
 */
final class GrpcChannels implements AutoCloseable {
  /** Servers differ on the size of a message; what they send is bounded by what we ask for. */
  private static final int MAX_MESSAGE = 16 * 1024 * 1024;

  private static final long KEEP_ALIVE_SECONDS = 60;

  private static final Metadata.Key<byte[]> REQUEST_METADATA =
      Metadata.Key.of(
          "build.bazel.remote.execution.v2.requestmetadata-bin", Metadata.BINARY_BYTE_MARSHALLER);

  /** Warns on every connection that a Unix socket has no SO_KEEPALIVE. Held, or it is collected. */
  private static final Logger BOOTSTRAP =
      Logger.getLogger("io.grpc.netty.shaded.io.netty.bootstrap");

  private final EventLoopGroup eventLoops;
  private final List<ManagedChannel> channels = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * Prepares the connections; they are made when first used.
   *
   * @throws IllegalArgumentException if the TLS files can't be used
   */
  GrpcChannels(SourceSettings settings) {
    BOOTSTRAP.setLevel(Level.SEVERE);
    int connections = settings.transfer().connections();
    int threads = Math.min(connections, Runtime.getRuntime().availableProcessors());
    eventLoops =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("bwob-cas", /* daemon= */ true),
            NioIoHandler.newFactory());
    try {
      for (int i = 0; i < connections; i++) {
        channels.add(build(settings));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  Channel next() {
    return channels.get(Math.floorMod(calls.getAndIncrement(), channels.size()));
  }

  /** Lets the next call connect at once instead of after gRPC's own, longer back-off. */
  void reconnect() {
    channels.forEach(ManagedChannel::resetConnectBackoff);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    var _ = eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private ManagedChannel build(SourceSettings settings) {
    NettyChannelBuilder builder =
        switch (settings.address()) {
          case SourceAddress.Grpc(String host, int port, boolean tls) ->
              NettyChannelBuilder.forTarget(
                      "dns:///" + host + ":" + port,
                      tls ? credentials(settings.tls()) : InsecureChannelCredentials.create())
                  .channelType(NioSocketChannel.class);
          case SourceAddress.GrpcSocket(var socket) ->
              NettyChannelBuilder.forAddress(
                      UnixDomainSocketAddress.of(socket), InsecureChannelCredentials.create())
                  .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
                  .overrideAuthority("localhost");
          case SourceAddress.Http address -> throw notGrpc(address);
          case SourceAddress.DiskCache address -> throw notGrpc(address);
        };
    return builder
        .eventLoopGroup(eventLoops)
        .directExecutor()
        .maxInboundMessageSize(MAX_MESSAGE)
        .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
        .intercept(MetadataUtils.newAttachHeadersInterceptor(headers(settings.headers())))
        .build();
  }

  private static IllegalArgumentException notGrpc(SourceAddress address) {
    return new IllegalArgumentException("The address %s is not a gRPC one.".formatted(address));
  }

  private static ChannelCredentials credentials(TlsFiles files) {
    TlsChannelCredentials.Builder builder = TlsChannelCredentials.newBuilder();
    try {
      if (files.certificateAuthority().isPresent()) {
        builder.trustManager(files.certificateAuthority().get().toFile());
      }
      if (files.clientCertificate().isPresent() && files.clientKey().isPresent()) {
        builder.keyManager(
            files.clientCertificate().get().toFile(), files.clientKey().get().toFile());
      }
      return builder.build();
    } catch (IOException e) {
      throw new IllegalArgumentException("The TLS files can't be used: " + e.getMessage(), e);
    }
  }

  private static Metadata headers(Map<String, String> settings) {
    Metadata headers = new Metadata();
    settings.forEach((name, value) ->
        headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    headers.put(
        REQUEST_METADATA,
        RequestMetadata.newBuilder()
            .setToolDetails(ToolDetails.newBuilder().setToolName("bwob"))
            .build()
            .toByteArray());
    return headers;
  }
}
