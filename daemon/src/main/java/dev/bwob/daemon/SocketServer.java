package dev.bwob.daemon;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The gRPC server on a Unix socket, private to the user. Health and reflection are on, so that
 * {@code grpcurl} works.
 */
final class SocketServer implements AutoCloseable {
  /** How long running calls may take to end by themselves before they are cancelled. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Path socket;
  private final Server server;
  private final HealthStatusManager health;
  private final EventLoopGroup eventLoops;
  private final ExecutorService calls;

  private SocketServer(
      Path socket,
      Server server,
      HealthStatusManager health,
      EventLoopGroup eventLoops,
      ExecutorService calls) {
    this.socket = socket;
    this.server = server;
    this.health = health;
    this.eventLoops = eventLoops;
    this.calls = calls;
  }

  /**
   * Begins to serve.
   *
   * @param socket in a folder that is the user's own; a stale socket there is replaced
   * @throws IOException when something answers there, or it can't be made
   */
  static SocketServer start(Path socket, IdleWatch idle, List<BindableService> services)
      throws IOException {
    removeStale(socket);
    EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioServerDomainSocketChannel.class)
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops)
            .executor(calls)
            .intercept(idle)
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    services.forEach(builder::addService);
    Server server = builder.build();
    boolean started = false;
    try {
      server.start();
      // The folder is private already; this is for the case that a user chose another one.
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      started = true;
    } finally {
      if (!started) {
        server.shutdownNow();
        var _ = eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        calls.shutdownNow();
      }
    }
    return new SocketServer(socket, server, health, eventLoops, calls);
  }

  private static void removeStale(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new IOException("The socket's place is taken by a file: " + socket);
    }
    if (answers(socket)) {
      throw new IOException("Another process serves the socket " + socket);
    }
    Files.delete(socket);
  }

  /** Whether somebody listens there. */
  static boolean answers(Path socket) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException nobodyListens) {
      return false;
    }
  }

  Path socket() {
    return socket;
  }

  /**
   * Lets running calls end (cancels them after a time), then stops serving and removes the socket.
   */
  @Override
  public void close() {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
      eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await(2, TimeUnit.SECONDS);
      Files.deleteIfExists(socket);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    } catch (IOException e) {
      // A socket that is left behind is replaced by the next daemon.
    }
    calls.shutdownNow();
  }
}
