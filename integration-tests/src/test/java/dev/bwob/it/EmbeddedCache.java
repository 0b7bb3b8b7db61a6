package dev.bwob.it;

import dev.bwob.cas.local.LocalStore;
import dev.bwob.cas.local.LocalStoreOptions;
import dev.bwob.remotecache.RemoteCache;
import dev.bwob.remotecache.ResultListener;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** bwob's remote cache on a loopback port, in this process. */
final class EmbeddedCache implements AutoCloseable {
  private static final long LIMIT = 2_000_000_000;

  private final LocalStore store;
  private final Server server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  private EmbeddedCache(Path folder, ResultListener listener) throws IOException {
    store = LocalStore.open(LocalStoreOptions.of(folder, LIMIT));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .maxInboundMessageSize(RemoteCache.MAX_MESSAGE_BYTES)
            .executor(executor);
    RemoteCache.services(store, listener).forEach(builder::addService);
    server = builder.build().start();
  }

  /** Serves what is in a folder. */
  static EmbeddedCache start(Path folder, ResultListener listener) {
    try {
      return new EmbeddedCache(folder, listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code --remote_cache=...}. */
  String flag() {
    return "--remote_cache=grpc://127.0.0.1:" + server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(10, TimeUnit.SECONDS);
      store.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    executor.close();
  }
}
