package dev.bwob.cli.rc;

/** A settings file can't be read. The message names file and line. */
public final class RcException extends Exception {
  private static final long serialVersionUID = 1;

  public RcException(RcOrigin origin, String message) {
    super(origin + ": " + message);
  }

  RcException(String message) {
    super(message);
  }
}
