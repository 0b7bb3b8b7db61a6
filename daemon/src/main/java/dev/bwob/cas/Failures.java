package dev.bwob.cas;

import org.jspecify.annotations.Nullable;

/** Which failure speaks for several sources that all failed. */
final class Failures {
  private Failures() {}

  /**
   * The failure to report: corrupt before unavailable before refused before not found. So "not
   * found" is said only when every source said so, and an outage is never taken for an eviction.
   */
  static BlobException worse(@Nullable BlobException one, BlobException other) {
    return one == null || rank(other) > rank(one) ? other : one;
  }

  private static int rank(BlobException failure) {
    return switch (failure) {
      case BlobNotFoundException e -> 0;
      case SourceRefusedException e -> 1;
      case SourceUnavailableException e -> 2;
      case BlobCorruptException e -> 3;
    };
  }
}
