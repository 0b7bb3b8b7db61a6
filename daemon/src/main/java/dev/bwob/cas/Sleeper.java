package dev.bwob.cas;

import java.time.Duration;

/** Waits. Tests put in one that only remembers how long. */
@FunctionalInterface
public interface Sleeper {
  /** Returns after this time. */
  void sleep(Duration time) throws InterruptedException;
}
