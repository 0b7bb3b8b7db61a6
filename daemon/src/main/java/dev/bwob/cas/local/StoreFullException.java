package dev.bwob.cas.local;

import java.io.IOException;
import java.util.Locale;

/**
 * There is no room: the disk is full, or all that could go is held, or the file alone is larger
 * than the store may be.
 */
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1;

  StoreFullException(String message) {
    super(message);
  }

  private StoreFullException(String message, IOException cause) {
    super(message, cause);
  }

  /** The failure of a write, as this exception if it says that the disk is full. */
  static IOException explain(IOException cause) {
    // There is no exception of its own: these are the C library's texts for ENOSPC and EDQUOT.
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left on device") || message.contains("quota exceeded")
        ? new StoreFullException("The disk of the store is full", cause)
        : cause;
  }
}
