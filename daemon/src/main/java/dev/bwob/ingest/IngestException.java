package dev.bwob.ingest;

/**
 * What was to be read can't be: it is of another kind, or has nothing to record. The message is a
 * whole sentence that names the input, what it looks like and what to do.
 */
public final class IngestException extends Exception {
  private static final long serialVersionUID = 1;

  public IngestException(String message) {
    super(message);
  }
}
