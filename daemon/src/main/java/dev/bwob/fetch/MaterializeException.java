package dev.bwob.fetch;

import java.io.IOException;

/** A file can't be put where it belongs. The message is a whole sentence that names the path. */
public final class MaterializeException extends IOException {
  private static final long serialVersionUID = 1;

  /** Who must act. */
  public enum Kind {
    /** The disk is full or a quota is reached. */
    DISK_FULL,
    /** Permissions, a read-only file system, any other I/O error of this machine. */
    LOCAL,
    /**
     * Something stands in the way: a link where a folder should be, a folder where a file should
     * be, a file of the user's.
     */
    IN_THE_WAY,
    /** The record does not say enough to fetch this. */
    IMPOSSIBLE
  }

  private final Kind kind;

  public MaterializeException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public MaterializeException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
