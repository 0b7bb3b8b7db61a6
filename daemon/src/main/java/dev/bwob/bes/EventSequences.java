package dev.bwob.bes;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputRecorder;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The sequences under way, and for a time those that no stream carries: one that broke may be
 * resumed, and one that ended may be sent again.
 */
final class EventSequences implements AutoCloseable {
  private final BuildIndex builds;
  private final OutputRecorder recorder;
  private final StreamOptions options;
  private final Timing timing;

  /** Guards the fields below, and who carries what; is not held while anything is written. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<StreamKey, EventSequence> known = new HashMap<>();

  /** Those without a stream, the longest so first, each with the count of its latest release. */
  private final LinkedHashMap<EventSequence, Long> idle = new LinkedHashMap<>();

  private long releases;
  private boolean closed;

  EventSequences(BuildIndex builds, OutputRecorder recorder, StreamOptions options, Timing timing) {
    this.builds = builds;
    this.recorder = recorder;
    this.options = options;
    this.timing = timing;
  }

  /**
   * The sequence with this key, now carried by this stream; a stream that carried it is ended.
   *
   * @throws io.grpc.StatusRuntimeException UNAVAILABLE after {@link #close}
   */
  EventSequence open(StreamKey key, EventStream stream) {
    EventSequence sequence;
    EventStream before;
    lock.lock();
    try {
      if (closed) {
        throw stopping();
      }
      sequence = known.computeIfAbsent(key, this::begin);
      idle.remove(sequence);
      before = sequence.carryBy(stream);
    } finally {
      lock.unlock();
    }
    if (before != null) {
      before.stop(Refusal.again("Another stream has taken over %s.".formatted(key)));
    }
    return sequence;
  }

  private EventSequence begin(StreamKey key) {
    return new EventSequence(
        key,
        firstEvent ->
            firstEvent == 1
                ? Recording.fromStart(builds, recorder, key.invocationId())
                : Recording.fromMiddle(builds, recorder, key.invocationId(), firstEvent));
  }

  /** Tells that a stream carries its sequence no more. */
  void release(EventSequence sequence, EventStream stream) {
    EventSequence pushedOut = null;
    long release;
    lock.lock();
    try {
      if (!sequence.leave(stream) || closed) {
        return;
      }
      release = ++releases;
      idle.put(sequence, release);
      if (idle.size() > options.kept()) {
        pushedOut = idle.firstEntry().getKey();
        remove(pushedOut);
      }
    } finally {
      lock.unlock();
    }
    if (pushedOut != null) {
      pushedOut.seal();
    }
    timing.after(options.keptFor(), () -> expire(sequence, release));
  }

  private void expire(EventSequence sequence, long release) {
    @Nullable Long latest;
    lock.lock();
    try {
      latest = idle.get(sequence);
      if (latest == null || latest != release) {
        return;
      }
      remove(sequence);
    } finally {
      lock.unlock();
    }
    sequence.seal();
  }

  private void remove(EventSequence sequence) {
    idle.remove(sequence);
    known.remove(sequence.key());
  }

  /** Ends all streams, to be resumed elsewhere or later, and seals what they brought as cut. */
  @Override
  public void close() {
    List<EventSequence> left;
    lock.lock();
    try {
      closed = true;
      left = new ArrayList<>(known.values());
      known.clear();
      idle.clear();
    } finally {
      lock.unlock();
    }
    for (EventSequence sequence : left) {
      EventStream stream = sequence.carryBy(null);
      sequence.seal();
      if (stream != null) {
        stream.stop(stopping());
      }
    }
  }

  private static StatusRuntimeException stopping() {
    return Refusal.unavailable("The daemon is ending.");
  }
}
