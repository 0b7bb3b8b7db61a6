package dev.bwob.server;

import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Runs each call on a virtual thread of its own, so that services are plain blocking code.
 *
 * <p>gRPC's callbacks of a call come one at a time: a service that blocked in one would never hear
 * that its client has cancelled. A cancelled call's thread is interrupted.
 */
public final class CallThreads {
  private final StatusTranslation translation;

  /** Threads for calls whose failures become statuses in this way. */
  public CallThreads(StatusTranslation translation) {
    this.translation = translation;
  }

  /** The body of a call. */
  @FunctionalInterface
  public interface Body<T> {
    /**
     * Sends the answers. What it throws becomes the call's status.
     *
     * @throws Exception anything
     */
    void run(ResponseStream<T> responses) throws Exception;
  }

  /** Begins a call; returns at once. Must be called in the service method, before it returns. */
  public <T> void start(StreamObserver<T> observer, Body<T> body) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) observer;
    ResponseStream<T> responses = new ResponseStream<>(call);
    Runnable work =
        () -> {
          try {
            body.run(responses);
            responses.complete();
          } catch (Exception | Error e) {
            responses.fail(translation.toException(e));
          }
        };
    Thread thread = Thread.ofVirtual().name("bwob-call").unstarted(Context.current().wrap(work));
    call.setOnCancelHandler(thread::interrupt);
    thread.start();
  }
}
