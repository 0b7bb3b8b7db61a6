package dev.bwob.cas;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * What a retrying store needs from the world.
 *
 * @param random safe for use by many threads
 */
public record Retries(RetryPolicy policy, Sleeper sleeper, RandomGenerator random) {
  /** Really sleeps, really random. */
  public static Retries of(RetryPolicy policy) {
    return new Retries(policy, Thread::sleep, new Random());
  }

  /** The state of one operation. */
  Backoff begin() {
    return new Backoff(this);
  }

  /** Counts the failures of one operation. One thread at a time. */
  static final class Backoff {
    private final Retries retries;
    private int failures;

    private Backoff(Retries retries) {
      this.retries = retries;
    }

    /** Something arrived: the source works, so failures count from zero again. */
    void progressed() {
      failures = 0;
    }

    /** After a failure: waits and returns true, or returns false when it was the last attempt. */
    boolean again() throws InterruptedException {
      if (failures >= retries.policy.retries()) {
        return false;
      }
      Duration delay = retries.policy.delay(failures, retries.random);
      failures++;
      retries.sleeper.sleep(delay);
      return true;
    }
  }
}
