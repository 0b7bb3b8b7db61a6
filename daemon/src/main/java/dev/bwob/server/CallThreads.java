package dev.bwob.server;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs each call on a virtual thread of its own, so that services are plain blocking code.
 *
 * <p>gRPC's callbacks of a call come one at a time: a service that blocked in one would never hear
 * that its client has cancelled. A cancelled call's thread is interrupted.
 */
public final class CallThreads {
  private static final Logger LOG = Logger.getLogger(CallThreads.class.getName());

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
            end(call, responses, e);
          }
        };
    Thread thread = Thread.ofVirtual().name("bwob-call").unstarted(Context.current().wrap(work));
    call.setOnCancelHandler(thread::interrupt);
    thread.start();
  }

  /**
   * Ends a call that failed. Whatever happens it ends: a client that is left waiting learns nothing
   * at all. Even this class's own helpers may fail, as when the jars were replaced under a running
   * daemon.
   */
  private void end(ServerCallStreamObserver<?> call, ResponseStream<?> responses, Throwable cause) {
    try {
      boolean expected = cause instanceof StatusRuntimeException;
      if (!expected && (cause instanceof RuntimeException || cause instanceof Error)) {
        LOG.log(Level.WARNING, "A call ended with a bug", cause);
      }
      responses.fail(translation.toException(cause));
    } catch (RuntimeException | Error e) {
      e.addSuppressed(cause);
      call.onError(
          Status.INTERNAL
              .withDescription("The daemon is broken; 'bwob daemon stop' ends it: " + e)
              .asRuntimeException());
    }
  }
}
