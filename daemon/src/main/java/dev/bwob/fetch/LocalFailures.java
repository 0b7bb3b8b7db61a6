package dev.bwob.fetch;

import dev.bwob.fetch.MaterializeException.Kind;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Says what failures of this machine's disk mean. */
final class LocalFailures {
  private LocalFailures() {}

  /**
   * The failure to put something at a path, as a sentence that names it.
   *
   * @throws InterruptedException when the failure is that the thread was interrupted
   */
  static MaterializeException at(Path path, IOException cause) throws InterruptedException {
    if (cause instanceof ClosedByInterruptException) {
      throw new InterruptedException("the fetch was cancelled");
    }
    if (cause instanceof MaterializeException known) {
      return known;
    }
    String what = reason(cause);
    return new MaterializeException(
        isDiskFull(what) ? Kind.DISK_FULL : Kind.LOCAL,
        "%s can't be written: %s.".formatted(path, what),
        cause);
  }

  /** A name that this process can't give to a file. */
  static MaterializeException unwritableName(String path, InvalidPathException cause) {
    return new MaterializeException(
        Kind.LOCAL,
        "%s can't be written: this process can't write such names (start it with a UTF-8 locale)."
            .formatted(path),
        cause);
  }

  private static boolean isDiskFull(String what) {
    String lower = what.toLowerCase(Locale.ROOT);
    // There is no exception of its own: these are the C library's texts for ENOSPC and EDQUOT.
    return lower.contains("no space left on device") || lower.contains("quota exceeded");
  }

  private static String reason(IOException cause) {
    if (cause instanceof AccessDeniedException denied) {
      return "permission denied for " + denied.getFile();
    }
    if (cause instanceof FileSystemException failure && failure.getReason() != null) {
      return failure.getReason();
    }
    return Optional.ofNullable(cause.getMessage()).orElseGet(cause::toString);
  }
}
