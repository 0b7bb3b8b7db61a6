package dev.bwob.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import dev.bwob.endpoint.BwobVersion;
import dev.bwob.v1.BuildsGrpc;
import dev.bwob.v1.DaemonGrpc;
import dev.bwob.v1.FetchRequest;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.ForgetRequest;
import dev.bwob.v1.ForgetResponse;
import dev.bwob.v1.GetBuildRequest;
import dev.bwob.v1.GetBuildResponse;
import dev.bwob.v1.IngestRequest;
import dev.bwob.v1.IngestResponse;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.ListBuildsRequest;
import dev.bwob.v1.ListRequest;
import dev.bwob.v1.ListResponse;
import dev.bwob.v1.OutputsGrpc;
import dev.bwob.v1.ProbeRequest;
import dev.bwob.v1.ProbeResponse;
import dev.bwob.v1.ReadRequest;
import dev.bwob.v1.ReadResponse;
import dev.bwob.v1.StatRequest;
import dev.bwob.v1.StatResponse;
import dev.bwob.v1.StatusRequest;
import dev.bwob.v1.StatusResponse;
import dev.bwob.v1.StopRequest;
import dev.bwob.v1.StopResponse;
import io.grpc.Server;
import io.grpc.Status.Code;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A daemon on a real socket that answers as it was told and keeps what it was asked. A call without
 * a script fails.
 */
public final class FakeDaemon implements AutoCloseable {
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Server server;
  private final Deque<Script> scripts = new ArrayDeque<>();
  private final List<Message> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private String version = BwobVersion.current();
  private Runnable onHang = () -> {};

  private record Script(List<Message> answers, Ending ending) {}

  private sealed interface Ending {
    record Completes() implements Ending {}

    record Fails(com.google.rpc.Status status) implements Ending {}

    record Hangs() implements Ending {}
  }

  public FakeDaemon(Path socket) throws IOException {
    server =
        NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .bossEventLoopGroup(group)
            .workerEventLoopGroup(group)
            .channelType(NioServerDomainSocketChannel.class)
            .directExecutor()
            .addService(new Outputs())
            .addService(new Builds())
            .addService(new Daemon())
            .build()
            .start();
  }

  /** The next call is answered so, and ends well. */
  public FakeDaemon answers(Message... answers) {
    scripts.add(new Script(List.of(answers), new Ending.Completes()));
    return this;
  }

  /** The next call is answered so, and then fails. */
  public FakeDaemon failsAfter(com.google.rpc.Status status, Message... answers) {
    scripts.add(new Script(List.of(answers), new Ending.Fails(status)));
    return this;
  }

  /** The next call is answered so and then left alone; the action runs when that is reached. */
  public FakeDaemon hangsAfter(Runnable action, Message... answers) {
    onHang = action;
    scripts.add(new Script(List.of(answers), new Ending.Hangs()));
    return this;
  }

  public FakeDaemon hasVersion(String told) {
    version = told;
    return this;
  }

  /** What was asked, except for the status that every connection asks for. */
  public List<Message> requests() {
    return List.copyOf(requests);
  }

  /** The only request so far. */
  public <T extends Message> T request(Class<T> type) {
    if (requests.size() != 1) {
      throw new AssertionError("one request was expected: " + requests);
    }
    return type.cast(requests.getFirst());
  }

  /** Waits until a client has cancelled its call. */
  public boolean awaitCancelled() throws InterruptedException {
    return cancelled.await(30, TimeUnit.SECONDS);
  }

  /** Waits until a client has asked it to stop. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** A status with a reason, as the daemon makes them. */
  public static com.google.rpc.Status status(Code code, String reason, String message) {
    return com.google.rpc.Status.newBuilder()
        .setCode(code.value())
        .setMessage(message)
        .addDetails(
            Any.pack(ErrorInfo.newBuilder().setDomain("bwob.dev").setReason(reason).build()))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private <T extends Message> void play(
      Message request, StreamObserver<T> observer, Class<T> type) {
    requests.add(request);
    Script script = scripts.poll();
    if (script == null) {
      observer.onError(
          StatusProto.toStatusRuntimeException(
              status(Code.INTERNAL, "BUG", "No script for: " + request)));
      return;
    }
    script.answers().forEach(answer -> observer.onNext(type.cast(answer)));
    switch (script.ending()) {
      case Ending.Completes() -> observer.onCompleted();
      case Ending.Fails(var status) ->
          observer.onError(StatusProto.toStatusRuntimeException(status));
      case Ending.Hangs() -> onHang.run();
    }
  }

  private <T extends Message> void playStream(
      Message request, StreamObserver<T> observer, Class<T> type) {
    ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(cancelled::countDown);
    play(request, observer, type);
  }

  private final class Outputs extends OutputsGrpc.OutputsImplBase {
    @Override
    public void fetch(FetchRequest request, StreamObserver<FetchResponse> observer) {
      playStream(request, observer, FetchResponse.class);
    }

    @Override
    public void list(ListRequest request, StreamObserver<ListResponse> observer) {
      playStream(request, observer, ListResponse.class);
    }

    @Override
    public void stat(StatRequest request, StreamObserver<StatResponse> observer) {
      playStream(request, observer, StatResponse.class);
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
      playStream(request, observer, ReadResponse.class);
    }
  }

  private final class Builds extends BuildsGrpc.BuildsImplBase {
    @Override
    public StreamObserver<IngestRequest> ingest(StreamObserver<IngestResponse> observer) {
      List<IngestRequest> received = new ArrayList<>();
      return new StreamObserver<>() {
        @Override
        public void onNext(IngestRequest request) {
          received.add(request);
        }

        @Override
        public void onError(Throwable failure) {
          cancelled.countDown();
        }

        @Override
        public void onCompleted() {
          received.subList(1, received.size()).forEach(requests::add);
          play(received.getFirst(), observer, IngestResponse.class);
        }
      };
    }

    @Override
    public void list(ListBuildsRequest request, StreamObserver<Invocation> observer) {
      playStream(request, observer, Invocation.class);
    }

    @Override
    public void get(GetBuildRequest request, StreamObserver<GetBuildResponse> observer) {
      playStream(request, observer, GetBuildResponse.class);
    }

    @Override
    public void forget(ForgetRequest request, StreamObserver<ForgetResponse> observer) {
      play(request, observer, ForgetResponse.class);
    }
  }

  private final class Daemon extends DaemonGrpc.DaemonImplBase {
    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
      observer.onNext(
          StatusResponse.newBuilder()
              .setVersion(version)
              .setPid(ProcessHandle.current().pid())
              .setStateDirectory("/the/state")
              .setJavaVersion("25")
              .setInvocations(3)
              .setOutputs(40)
              .setMaxIdleSeconds(60)
              .build());
      observer.onCompleted();
    }

    @Override
    public void stop(StopRequest request, StreamObserver<StopResponse> observer) {
      observer.onNext(StopResponse.newBuilder().setPid(ProcessHandle.current().pid()).build());
      observer.onCompleted();
      stopped.countDown();
    }

    @Override
    public void probe(ProbeRequest request, StreamObserver<ProbeResponse> observer) {
      play(request, observer, ProbeResponse.class);
    }
  }
}
