package dev.bwob.cli.connection;

import com.google.common.util.concurrent.ListenableFuture;
import dev.bwob.endpoint.BwobVersion;
import dev.bwob.v1.BuildsGrpc;
import dev.bwob.v1.DaemonGrpc;
import dev.bwob.v1.OutputsGrpc;
import dev.bwob.v1.StatusRequest;
import dev.bwob.v1.StatusResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A channel to a daemon on its Unix socket. */
public final class DaemonConnection implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  // Netty warns of socket options that Unix sockets don't have. Held, because a logger without
  // holders forgets its level.
  private static final Logger NETTY_BOOTSTRAP =
      Logger.getLogger("io.grpc.netty.shaded.io.netty.bootstrap");

  static {
    NETTY_BOOTSTRAP.setLevel(Level.SEVERE);
  }

  private final EventLoopGroup group;
  private final ManagedChannel channel;
  private final ListenableFuture<StatusResponse> status;

  private DaemonConnection(EventLoopGroup group, ManagedChannel channel) {
    this.group = group;
    this.channel = channel;
    this.status = DaemonGrpc.newFutureStub(channel).status(StatusRequest.getDefaultInstance());
  }

  /** A connection to whoever listens there. Failures come with the calls. */
  public static DaemonConnection to(Path socket) {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .eventLoopGroup(group)
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .usePlaintext()
            .overrideAuthority("bwobd")
            // The blocking stubs bring the thread that waits; nothing else runs here.
            .directExecutor()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .disableRetry()
            .build();
    return new DaemonConnection(group, channel);
  }

  public OutputsGrpc.OutputsBlockingStub outputs() {
    return OutputsGrpc.newBlockingStub(channel);
  }

  public BuildsGrpc.BuildsBlockingStub builds() {
    return BuildsGrpc.newBlockingStub(channel);
  }

  /** For the calls whose requests are a stream. */
  public BuildsGrpc.BuildsBlockingV2Stub buildStreams() {
    return BuildsGrpc.newBlockingV2Stub(channel);
  }

  public DaemonGrpc.DaemonBlockingStub daemon() {
    return DaemonGrpc.newBlockingStub(channel);
  }

  /**
   * Returns once the daemon has said what it is.
   *
   * @throws StatusRuntimeException when it does not
   */
  void awaitStatus(Duration atMost) {
    try {
      var _ = status.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e).asRuntimeException();
    } catch (TimeoutException e) {
      throw Status.DEADLINE_EXCEEDED
          .withDescription("it has said nothing for %d seconds".formatted(atMost.toSeconds()))
          .asRuntimeException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED.withCause(e).asRuntimeException();
    }
  }

  /** What the daemon says of itself, asked again. */
  public StatusResponse status(Duration atMost) {
    return daemon()
        .withDeadlineAfter(atMost.toNanos(), TimeUnit.NANOSECONDS)
        .status(StatusRequest.getDefaultInstance());
  }

  /**
   * What to tell the user when the daemon has another version than the client; empty when not known
   * yet.
   */
  public Optional<String> versionWarning() {
    if (!status.isDone() || status.isCancelled()) {
      return Optional.empty();
    }
    try {
      String theirs = status.get().getVersion();
      String ours = BwobVersion.current();
      return theirs.equals(ours)
          ? Optional.empty()
          : Optional.of(
              "the daemon is bwob %s and this is %s. `bwob daemon stop` ends it; the next call starts the right one."
                  .formatted(theirs, ours));
    } catch (ExecutionException e) {
      // The call that matters fails by itself and says more.
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    // A JVM that exits while a thread sits in epoll waits 300 ms for it.
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
