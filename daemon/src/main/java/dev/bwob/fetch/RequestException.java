package dev.bwob.fetch;

/**
 * The request itself is wrong: the user must change it. The message is a whole sentence that names
 * the pattern, path or label and, where there is one, the nearest match.
 */
public final class RequestException extends Exception {
  private static final long serialVersionUID = 1;

  /** What kind of wrong. */
  public enum Kind {
    /** It can't mean anything: not a label, not a path, a broken glob. */
    INVALID,
    /** It means something that nobody recorded. */
    NOT_RECORDED
  }

  private final Kind kind;

  public RequestException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  static RequestException invalid(String message) {
    return new RequestException(Kind.INVALID, message);
  }

  static RequestException notRecorded(String message) {
    return new RequestException(Kind.NOT_RECORDED, message);
  }

  public Kind kind() {
    return kind;
  }
}
