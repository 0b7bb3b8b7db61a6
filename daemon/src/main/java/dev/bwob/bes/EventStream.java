package dev.bwob.bes;

import com.google.devtools.build.v1.OrderedBuildEvent;
import com.google.devtools.build.v1.PublishBuildToolEventStreamRequest;
import com.google.devtools.build.v1.PublishBuildToolEventStreamResponse;
import com.google.devtools.build.v1.StreamId;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One stream of events: gRPC's callbacks put into an inbox what arrives, one virtual thread takes
 * it out, has it recorded, and acknowledges it.
 *
 * <p>A client that sends faster than the index writes, or does not take its acknowledgements, is
 * held back: at most {@link #WINDOW} messages are on their way.
 */
final class EventStream implements StreamObserver<PublishBuildToolEventStreamRequest> {
  private static final Logger LOG = Logger.getLogger(EventStream.class.getName());
  private static final int WINDOW = 32;

  private sealed interface Arrival {}

  private record Message(PublishBuildToolEventStreamRequest request) implements Arrival {}

  /** The client has sent all. */
  private record HalfClose() implements Arrival {}

  /** The client takes acknowledgements again. */
  private record Ready() implements Arrival {}

  /** The stream is to end now, with this status. */
  private record Stop(StatusRuntimeException why) implements Arrival {}

  private final ServerCallStreamObserver<PublishBuildToolEventStreamResponse> call;
  private final EventSequences sequences;
  private final FlushPolicy policy;
  private final BlockingQueue<Arrival> inbox = new LinkedBlockingQueue<>();

  /** The numbers of events that came and are not acknowledged, in the order they came. */
  private final Queue<Long> unacknowledged = new ArrayDeque<>();

  private StreamId id = StreamId.getDefaultInstance();
  private @Nullable EventSequence sequence;
  private int held;

  private EventStream(
      ServerCallStreamObserver<PublishBuildToolEventStreamResponse> call,
      EventSequences sequences,
      FlushPolicy policy) {
    this.call = call;
    this.sequences = sequences;
    this.policy = policy;
  }

  /** Begins to serve a call. Must be called in the service method, before it returns. */
  static EventStream start(
      StreamObserver<PublishBuildToolEventStreamResponse> observer,
      EventSequences sequences,
      FlushPolicy policy) {
    var call = (ServerCallStreamObserver<PublishBuildToolEventStreamResponse>) observer;
    EventStream stream = new EventStream(call, sequences, policy);
    call.disableAutoRequest();
    call.setOnReadyHandler(() -> stream.inbox.add(new Ready()));
    call.setOnCancelHandler(() -> stream.stop(Status.CANCELLED.asRuntimeException()));
    Thread.ofVirtual().name("bwob-bes").start(stream::serve);
    return stream;
  }

  @Override
  public void onNext(PublishBuildToolEventStreamRequest request) {
    inbox.add(new Message(request));
  }

  @Override
  public void onError(Throwable cause) {
    stop(Status.CANCELLED.withCause(cause).asRuntimeException());
  }

  @Override
  public void onCompleted() {
    inbox.add(new HalfClose());
  }

  /** Lets the stream end with this status, after what arrived before. */
  void stop(StatusRuntimeException why) {
    inbox.add(new Stop(why));
  }

  private void serve() {
    try {
      call.request(WINDOW);
      carry();
      leave();
      call.onCompleted();
    } catch (InterruptedException | RuntimeException | Error e) {
      StatusRuntimeException status = Refusal.of(e);
      log(status);
      if (status.getStatus().getCode() != Status.Code.UNAVAILABLE) {
        saveRest();
      }
      leave();
      if (!call.isCancelled()) {
        call.onError(status);
      }
    }
  }

  private void log(StatusRuntimeException status) {
    Throwable cause = status.getCause();
    boolean ours = cause != null && status.getStatus().getCode() != Status.Code.CANCELLED;
    String message =
        "An event stream of invocation '%s' was ended: %s"
            .formatted(id.getInvocationId(), status.getMessage());
    if (ours) {
      LOG.log(Level.WARNING, message, cause);
    } else {
      LOG.log(Level.INFO, message);
    }
  }

  /** Takes what arrives until the client has sent all. */
  private void carry() throws InterruptedException {
    while (true) {
      Arrival next = next();
      switch (next) {
        case Message(var request) -> {
          take(request.getOrderedBuildEvent());
          held++;
          grant();
        }
        case Ready() -> grant();
        case Stop(var why) -> throw why;
        case HalfClose() -> {
          if (sequence != null) {
            acknowledge(sequence.end(this));
          }
          return;
        }
        case null -> {}
      }
      if (!unacknowledged.isEmpty() && policy.nanosLeft() <= 0) {
        flush();
      }
    }
  }

  /** What arrives next; null when nothing does before it is time to flush. */
  private @Nullable Arrival next() throws InterruptedException {
    return unacknowledged.isEmpty()
        ? inbox.take()
        : inbox.poll(policy.nanosLeft(), TimeUnit.NANOSECONDS);
  }

  /** Lets the client send on, unless it leaves its acknowledgements lying. */
  private void grant() {
    if (held > 0 && call.isReady()) {
      call.request(held);
      held = 0;
    }
  }

  private void take(OrderedBuildEvent event) {
    EventSequence current = sequence;
    if (current == null) {
      current = sequences.open(StreamKey.of(event.getStreamId()), this);
      sequence = current;
      id = event.getStreamId();
    } else if (!event.getStreamId().equals(id)) {
      throw Refusal.invalid(
          "An event of build '%s', invocation '%s', came on %s."
              .formatted(
                  event.getStreamId().getBuildId(),
                  event.getStreamId().getInvocationId(),
                  current.key()));
    }
    long durable = current.accept(this, event.getSequenceNumber(), event.getEvent());
    unacknowledged.add(event.getSequenceNumber());
    policy.came();
    acknowledge(durable);
  }

  private void flush() {
    if (sequence != null) {
      acknowledge(sequence.flush(this));
      policy.flushed();
    }
  }

  private void acknowledge(long durable) {
    for (Long number = unacknowledged.peek();
        number != null && number <= durable;
        number = unacknowledged.peek()) {
      unacknowledged.remove();
      call.onNext(
          PublishBuildToolEventStreamResponse.newBuilder()
              .setStreamId(id)
              .setSequenceNumber(number)
              .build());
    }
  }

  /** What came before the stream was ended is kept, and the client told so if it still listens. */
  private void saveRest() {
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "What came last is not flushed, and has to be sent again.", e);
    }
  }

  private void leave() {
    if (sequence != null) {
      sequences.release(sequence, this);
    }
  }
}
