package dev.bwob.rpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The messages that a client streams, for a thread that pulls them. At most one is waiting: the
 * client is held back by the reader.
 */
final class RequestStream<T> implements StreamObserver<T> {
  /** What ends a stream, or a message. */
  private sealed interface Event<T> {
    record Message<T>(T value) implements Event<T> {}

    record End<T>() implements Event<T> {}

    record Broken<T>(Throwable cause) implements Event<T> {}
  }

  // One message that was asked for, and the end or break that may follow it.
  private final BlockingQueue<Event<T>> events = new ArrayBlockingQueue<>(4);
  private final ServerCallStreamObserver<?> call;
  private boolean ended;

  /** Must be made in the service method, before it returns. */
  RequestStream(StreamObserver<?> responses) {
    this.call = (ServerCallStreamObserver<?>) responses;
    call.disableAutoRequest();
  }

  /** The next message, or null after the last. */
  @Nullable T next() throws IOException, InterruptedException {
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
