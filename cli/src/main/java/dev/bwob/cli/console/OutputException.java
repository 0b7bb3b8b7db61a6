package dev.bwob.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Standard output takes no more. */
public final class OutputException extends UncheckedIOException {
  private static final long serialVersionUID = 1;

  OutputException(IOException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }

  /**
   * Whether the reader went away, as {@code head} does once it has what it wants: not a failure.
   */
  public boolean readerLeft() {
    // There is no exception of its own: these are the C library's texts for EPIPE and ECONNRESET.
    String message = String.valueOf(getMessage());
    return message.contains("Broken pipe") || message.contains("Connection reset");
  }
}
