package dev.bwob.cas.local;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How a local store is kept.
 *
 * @param folder made if it is not there; private to the user, and to one process at a time
 * @param limit the sum of all files' sizes, in bytes, that the store stays within
 * @param uploadsKept how long an upload that broke off can be resumed
 */
public record LocalStoreOptions(Path folder, long limit, Duration uploadsKept) {
  private static final Duration UPLOADS_KEPT = Duration.ofHours(1);

  public LocalStoreOptions {
    if (limit <= 0) {
      throw new IllegalArgumentException(
          "the limit of a store must be at least one byte: " + limit);
    }
  }

  /** A store that keeps broken uploads for an hour. */
  public static LocalStoreOptions of(Path folder, long limit) {
    return new LocalStoreOptions(folder, limit, UPLOADS_KEPT);
  }
}
