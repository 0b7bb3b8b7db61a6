package dev.bwob.endpoint;

/**
 * The daemon's state folder or socket can't be where it would have to be. The message says why, and
 * the remedy.
 */
public final class EndpointException extends Exception {
  private static final long serialVersionUID = 1;

  public EndpointException(String message) {
    super(message);
  }

  public EndpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
