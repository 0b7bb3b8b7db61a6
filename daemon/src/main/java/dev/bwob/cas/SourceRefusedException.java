package dev.bwob.cas;

/**
 * The source answered that it won't: credentials, instance name, digest function. Asking again does
 * not help; a setting must change.
 */
public final class SourceRefusedException extends BlobException {
  private static final long serialVersionUID = 1;

  public SourceRefusedException(String message) {
    super(message);
  }

  public SourceRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
