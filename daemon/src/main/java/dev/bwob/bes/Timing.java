package dev.bwob.bes;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What streams ask of time. */
interface Timing {
  /** The machine's. */
  Timing SYSTEM =
      new Timing() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void after(Duration delay, Runnable task) {
          CompletableFuture.delayedExecutor(
                  delay.toNanos(),
                  TimeUnit.NANOSECONDS,
                  command -> Thread.ofVirtual().name("bwob-bes-expiry").start(command))
              .execute(task);
        }
      };

  /** Nanoseconds since some moment. */
  long nanoTime();

  /** Runs a task once, on a thread of its own, when the delay is over; returns at once. */
  void after(Duration delay, Runnable task);
}
