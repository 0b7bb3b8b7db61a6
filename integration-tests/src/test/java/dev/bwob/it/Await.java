package dev.bwob.it;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what other processes do, by looking again and again. */
final class Await {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 10;

  private Await() {}

  /**
   * Returns once the condition holds; fails, with what the supplier says then, if it never does.
   */
  static void until(String condition, BooleanSupplier holds, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "after %d seconds, not true: %s\n%s"
                .formatted(PATIENCE.toSeconds(), condition, otherwise.get()));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  static void until(String condition, BooleanSupplier holds) {
    until(condition, holds, () -> "");
  }
}
