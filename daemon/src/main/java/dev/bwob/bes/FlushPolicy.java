package dev.bwob.bes;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When events that wait to be acknowledged are worth a flush: when many came since the last one, or
 * when it is long ago. So events that come now and then are flushed one by one and at once, and a
 * torrent in large batches. One thread at a time.
 */
final class FlushPolicy {
  private final int events;
  private final long interval;
  private final LongSupplier nanoTime;
  private int came;
  private long lastFlush;

  FlushPolicy(int events, Duration interval, LongSupplier nanoTime) {
    this.events = events;
    this.interval = interval.toNanos();
    this.nanoTime = nanoTime;
    this.lastFlush = nanoTime.getAsLong() - this.interval;
  }

  /** Counts an event. */
  void came() {
    came++;
  }

  /** Begins to count anew. */
  void flushed() {
    came = 0;
    lastFlush = nanoTime.getAsLong();
  }

  /** How long events may still wait, in nanoseconds; zero or less when they are to be flushed. */
  long nanosLeft() {
    return came >= events ? 0 : interval - (nanoTime.getAsLong() - lastFlush);
  }
}
