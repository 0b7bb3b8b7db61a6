package dev.bwob.it;

import dev.bwob.bes.PublishBuildEventService;
import dev.bwob.index.sqlite.IndexOptions;
import dev.bwob.index.sqlite.SqliteIndex;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** bwob's build event service in this process, on a port of the loopback, with an index. */
final class BuildEventServer implements AutoCloseable {
  private final SqliteIndex index;
  private final PublishBuildEventService service;
  private final ExecutorService calls;
  private final Server server;

  private BuildEventServer(
      SqliteIndex index, PublishBuildEventService service, ExecutorService calls, Server server) {
    this.index = index;
    this.service = service;
    this.calls = calls;
    this.server = server;
  }

  static BuildEventServer start(Path indexFile, int port, List<ServerInterceptor> interceptors) {
    SqliteIndex index = SqliteIndex.open(indexFile, IndexOptions.DEFAULT);
    PublishBuildEventService service = new PublishBuildEventService(index, index);
    ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(calls)
            .maxInboundMessageSize(PublishBuildEventService.MAX_MESSAGE_SIZE)
            .addService(service);
    interceptors.forEach(builder::intercept);
    try {
      return new BuildEventServer(index, service, calls, builder.build().start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code grpc://127.0.0.1:<port>}. */
  String backend() {
    return "grpc://127.0.0.1:" + server.getPort();
  }

  int port() {
    return server.getPort();
  }

  SqliteIndex index() {
    return index;
  }

  @Override
  public void close() {
    service.close();
    server.shutdownNow();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    calls.close();
    index.close();
  }
}
