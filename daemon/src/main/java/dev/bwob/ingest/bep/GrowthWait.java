package dev.bwob.ingest.bep;

import java.nio.file.Path;
import java.time.Duration;

/** Waits while a followed file does not grow. */
@FunctionalInterface
public interface GrowthWait {
  /**
   * Returns when it is worth looking at the file again.
   *
   * @return false to follow it no longer
   */
  boolean await(Path file) throws InterruptedException;

  /** Looks again every so often, for ever. Bazel writes about four times a second. */
  static GrowthWait polling(Duration interval) {
    return file -> {
      Thread.sleep(interval);
      return true;
    };
  }
}
