package dev.bwob.cas;

/** The source did not answer, or said that it can't now. Asking again may help. */
public final class SourceUnavailableException extends BlobException {
  private static final long serialVersionUID = 1;

  public SourceUnavailableException(String message) {
    super(message);
  }

  public SourceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
