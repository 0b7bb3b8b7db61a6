package dev.bwob.cas;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how soon to ask a source again that did not answer: exponential back-off with full
 * jitter, as many clients that lose a server at the same moment should not come back at the same
 * moment.
 *
 * @param retries how many times to ask again without any progress in between; 0 for never
 * @param firstDelay the longest wait before the first retry; doubles with each
 * @param longestDelay where the doubling ends
 */
public record RetryPolicy(int retries, Duration firstDelay, Duration longestDelay) {
  /** Bazel's own values ({@code --remote_retries}, {@code --remote_retry_max_delay}). */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5));

  public RetryPolicy {
    if (retries < 0) {
      throw new IllegalArgumentException("The number of retries can't be negative: " + retries);
    }
    if (firstDelay.isNegative() || longestDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "Retry delays must not be negative, and the longest (%s) not shorter than the first (%s)."
              .formatted(longestDelay, firstDelay));
    }
  }

  /** How long to wait after this many failures in a row, the first being number 0. */
  Duration delay(int failure, RandomGenerator random) {
    double doubled = Math.scalb((double) firstDelay.toNanos(), failure);
    double longest = Math.min(doubled, (double) longestDelay.toNanos());
    return Duration.ofNanos((long) (longest * random.nextDouble()));
  }
}
