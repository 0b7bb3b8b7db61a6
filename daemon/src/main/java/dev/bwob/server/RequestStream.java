package dev.bwob.server;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a client streams, for a thread that pulls them. Only so many are waiting: the
 * client is held back by the reader.
 */
public final class RequestStream<T> implements StreamObserver<T> {
  /** What ends a stream, or a message. */
  private sealed interface Event<T> {
    record Message<T>(T value) implements Event<T> {}

    record End<T>() implements Event<T> {}

    record Broken<T>(Throwable cause) implements Event<T> {}
  }

  private final BlockingQueue<Event<T>> events;
  private final ServerCallStreamObserver<?> call;
  private boolean ended;

  /** At most one message waits. Must be made in the service method, before it returns. */
  public RequestStream(StreamObserver<?> responses) {
    this(responses, 1);
  }

  /**
   * Lets messages come in while one is worked on. Must be made in the service method, before it
   * returns.
   *
   * @param window how many messages may wait
   */
  public RequestStream(StreamObserver<?> responses, int window) {
    // The messages that were asked for, and the end and the break that may follow them.
    this.events = new ArrayBlockingQueue<>(window + 3);
    this.call = (ServerCallStreamObserver<?>) responses;
    call.disableAutoRequest();
    // One is asked for by next().
    if (window > 1) {
      call.request(window - 1);
    }
  }

  /** The next message, or null after the last. */
  public @Nullable T next() throws IOException, InterruptedException {
    if (ended) {
      return null;
    }
    call.request(1);
    return switch (events.take()) {
      case Event.Message<T>(T value) -> value;
      case Event.End<T>() -> {
        ended = true;
        yield null;
      }
      case Event.Broken<T>(Throwable cause) -> {
        ended = true;
        if (Status.fromThrowable(cause).getCode() == Status.Code.CANCELLED) {
          throw new InterruptedException("the client has cancelled the call");
        }
        throw new IOException("The client's stream broke: " + cause.getMessage(), cause);
      }
    };
  }

  @Override
  public void onNext(T message) {
    events.add(new Event.Message<>(message));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Event.Broken<>(cause));
  }

  @Override
  public void onCompleted() {
    events.add(new Event.End<>());
  }
}
