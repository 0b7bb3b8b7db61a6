package dev.bwob.bes;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The numbered events of one invocation, carried by one stream after another. Each is recorded
 * once, in order, however often it is sent.
 *
 * <p>One stream at a time carries it; another one that takes over waits until what the first is
 * writing is written. The lock is held meanwhile: nobody else needs it.
 */
final class EventSequence {
  private static final Logger LOG = Logger.getLogger(EventSequence.class.getName());

  private final StreamKey key;
  private final LongFunction<Recording> recordings;
  private final AtomicReference<@Nullable EventStream> carrier = new AtomicReference<>();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Recording recording;
  private boolean ended;

  /** All events up to here were given to the recording. */
  private long applied;

  /** All events up to here are durable in the index. Never more than {@link #applied}. */
  private long durable;

  /**
   * @param recordings makes the recording of a sequence that is seen from this event on
   */
  EventSequence(StreamKey key, LongFunction<Recording> recordings) {
    this.key = key;
    this.recordings = recordings;
  }

  StreamKey key() {
    return key;
  }

  /** Lets a stream (or none) carry the events from now on. Returns the one that did. */
  @Nullable EventStream carryBy(@Nullable EventStream stream) {
    return carrier.getAndSet(stream);
  }

  /** Ends a stream's carrying. False when another one carries already. */
  boolean leave(EventStream stream) {
    return carrier.compareAndSet(stream, null);
  }

  /**
   * Takes an event; passes over one that came before.
   *
   * @return all events up to this number are durable
   * @throws io.grpc.StatusRuntimeException when the event is not the next one, or is wrong
   * @throws dev.bwob.index.IndexException when the index can't be written; the event may come again
   */
  long accept(EventStream by, long number, com.google.devtools.build.v1.BuildEvent event) {
    lock.lock();
    try {
      checkCarrier(by);
      if (number < 1) {
        throw Refusal.invalid(
            "A build event has the sequence number %d; the first is 1.".formatted(number));
      }
      Recording current = recording;
      if (current == null) {
        current = recordings.apply(number);
        recording = current;
        applied = number - 1;
        durable = applied;
      }
      if (number > applied + 1) {
        throw Refusal.again(
            "Event %d of %s came where event %d is awaited.".formatted(number, key, applied + 1));
      }
      if (number == applied + 1) {
        apply(current, number, event);
        applied = number;
      }
      return durable;
    } finally {
      lock.unlock();
    }
  }

  private void apply(
      Recording current, long number, com.google.devtools.build.v1.BuildEvent event) {
    if (ended) {
      throw Refusal.over("Event %d came after the end of %s.".formatted(number, key));
    }
    switch (event.getEventCase()) {
      case BAZEL_EVENT -> current.accept(parse(number, event.getBazelEvent()));
      case COMPONENT_STREAM_FINISHED -> {
        end(current);
        durable = number;
      }
      case INVOCATION_ATTEMPT_STARTED,
          INVOCATION_ATTEMPT_FINISHED,
          BUILD_ENQUEUED,
          BUILD_FINISHED,
          EVENT_NOT_SET -> {
        // Such as console output: nothing is said of outputs.
      }
    }
  }

  private BuildEvent parse(long number, Any event) {
    if (!event.is(BuildEvent.class)) {
      throw Refusal.invalid(
          "Event %d of %s is of type '%s'; build_event_stream.BuildEvent is awaited."
              .formatted(number, key, event.getTypeUrl()));
    }
    try {
      return BuildEvent.parseFrom(event.getValue());
    } catch (InvalidProtocolBufferException e) {
      throw Refusal.invalid(
          "Event %d of %s can't be read: %s".formatted(number, key, e.getMessage()));
    }
  }

  /**
   * Makes durable what came, if that can be done already.
   *
   * @return all events up to this number are durable
   * @throws dev.bwob.index.IndexException when the index can't be written; may be tried again
   */
  long flush(EventStream by) {
    lock.lock();
    try {
      checkCarrier(by);
      if (recording != null && durable < applied && recording.canFlush()) {
        recording.flush();
        durable = applied;
      }
      return durable;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Seals the record: nothing more will come.
   *
   * @return all events up to this number are durable: all
   * @throws dev.bwob.index.IndexException when the index can't be written; may be tried again
   */
  long end(EventStream by) {
    lock.lock();
    try {
      checkCarrier(by);
      if (recording != null && !ended) {
        end(recording);
      }
      durable = applied;
      return durable;
    } finally {
      lock.unlock();
    }
  }

  private void end(Recording current) {
    current.end();
    ended = true;
  }

  /** Seals the record of a sequence that no stream carries; a failure is for the log. */
  void seal() {
    lock.lock();
    try {
      if (recording != null && !ended) {
        end(recording);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The record of %s could not be sealed.".formatted(key), e);
    } finally {
      lock.unlock();
    }
  }

  private void checkCarrier(EventStream stream) {
    if (carrier.get() != stream) {
      throw Refusal.again("Another stream has taken over %s.".formatted(key));
    }
  }
}
