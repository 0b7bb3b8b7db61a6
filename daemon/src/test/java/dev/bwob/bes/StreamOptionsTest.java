package dev.bwob.bes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StreamOptionsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void limitsThatLeaveNothingAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new StreamOptions(0, SECOND, SECOND, 1));
    assertThrows(IllegalArgumentException.class, () -> new StreamOptions(1, SECOND, SECOND, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StreamOptions(1, Duration.ofSeconds(-1), SECOND, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StreamOptions(1, SECOND, Duration.ofSeconds(-1), 1));
  }

  @Test
  void firstEventAfterAPauseIsFlushedAtOnceAndTheNextOneWaits() {
    FakeTiming timing = new FakeTiming(Duration.ZERO);
    FlushPolicy policy = new FlushPolicy(3, SECOND, timing::nanoTime);
    policy.came();
    assertTrue(policy.nanosLeft() <= 0);
    policy.flushed();
    policy.came();
    assertEquals(SECOND.toNanos(), policy.nanosLeft());
    timing.advance(Duration.ofMillis(400));
    assertEquals(600_000_000, policy.nanosLeft());
    policy.came();
    policy.came();
    assertTrue(policy.nanosLeft() <= 0);
  }
}
