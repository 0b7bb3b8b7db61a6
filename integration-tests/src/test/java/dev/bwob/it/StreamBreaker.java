package dev.bwob.it;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Breaks the first stream after so many answers, once: the client sees UNAVAILABLE, the service
 * that its client is gone, as when a connection is lost.
 */
final class StreamBreaker implements ServerInterceptor {
  private final int answers;
  private final AtomicBoolean breaks = new AtomicBoolean();
  private final CountDownLatch broken = new CountDownLatch(1);

  StreamBreaker(int answers) {
    this.answers = answers;
  }

  /** Waits until it has happened. */
  void await() throws InterruptedException {
    if (!broken.await(10, TimeUnit.MINUTES)) {
      throw new AssertionError("no stream had " + answers + " answers");
    }
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    BrokenCall<Q, A> breaking = new BrokenCall<>(call);
    ServerCall.Listener<Q> listener = next.startCall(breaking, headers);
    breaking.listener.complete(listener);
    return listener;
  }

  private final class BrokenCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final CompletableFuture<ServerCall.Listener<Q>> listener = new CompletableFuture<>();
    private volatile boolean cut;
    private int sent;

    BrokenCall(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void sendMessage(A message) {
      if (cut) {
        return;
      }
      super.sendMessage(message);
      if (++sent == answers && breaks.compareAndSet(false, true)) {
        cut = true;
        super.close(Status.UNAVAILABLE.withDescription("broken by the test"), new Metadata());
        listener.join().onCancel();
        broken.countDown();
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (!cut) {
        super.close(status, trailers);
      }
    }

    @Override
    public boolean isCancelled() {
      return cut || super.isCancelled();
    }
  }
}
