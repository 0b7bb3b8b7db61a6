package dev.bwob.bes;

import java.time.Duration;

/**
 * How streams of events are kept.
 *
 * @param eventsPerFlush events after which the index is flushed, however little time went by
 * @param flushInterval time after a flush before a few events are worth another one. The first
 *     event after a longer pause is flushed at once
 * @param keptFor how long a stream that broke may be resumed, and one that ended is known; then
 *     what came of a broken one is sealed as cut
 * @param kept streams kept so at most; more push the oldest out
 */
record StreamOptions(int eventsPerFlush, Duration flushInterval, Duration keptFor, int kept) {
  /** A flush is a write to disk: ten a second are no burden, and no wait that a user sees. */
  static final StreamOptions DEFAULT =
      new StreamOptions(4_096, Duration.ofMillis(100), Duration.ofMinutes(5), 64);

  /**
   * @throws IllegalArgumentException when a number is below 1 or a time is negative
   */
  StreamOptions {
    if (eventsPerFlush < 1 || kept < 1) {
      throw new IllegalArgumentException(
          "eventsPerFlush and kept must be at least 1, not %d and %d"
              .formatted(eventsPerFlush, kept));
    }
    if (flushInterval.isNegative() || keptFor.isNegative()) {
      throw new IllegalArgumentException(
          "flushInterval and keptFor must not be negative: %s, %s"
              .formatted(flushInterval, keptFor));
    }
  }
}
