package dev.bwob.index.sqlite;

import java.time.Instant;

/**
 * The number under which an invocation is recorded. It orders records: by the build's start, and
 * for equal starts by the order of recording. So whether a record replaces another one is one
 * comparison, and no record needs to keep both.
 *
 * <p>42 bits of milliseconds since the epoch (until the year 2109), then 21 bits of how many
 * invocations were begun before (modulo 2^21). Earlier and later starts count as the first and last
 * that can be written.
 */
final class BuildNumber {
  private static final int SERIAL_BITS = 21;
  private static final long LAST_MILLIS = (1L << 42) - 1;

  private BuildNumber() {}

  static long of(long startMillis, long serial) {
    long millis = Math.clamp(startMillis, 0L, LAST_MILLIS);
    return (millis << SERIAL_BITS) | (serial & ((1L << SERIAL_BITS) - 1));
  }

  /** Milliseconds since the epoch; the nearest that a long holds. */
  static long millis(Instant instant) {
    try {
      return instant.toEpochMilli();
    } catch (ArithmeticException e) {
      return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
