package dev.bwob.cli.failure;

/** How a run of the client ends. The numbers are those that Bazel uses for the same. */
public enum ExitCode {
  OK(0),
  /**
   * Some outputs are there, others are not: left as they are, or recorded without what it takes to
   * fetch them; or a record ends early.
   */
  PARTIAL(1),
  /** The request is wrong: flags, patterns, ids, settings files. */
  COMMAND_LINE(2),
  INTERRUPTED(8),
  /** A remote cache is unavailable, refuses, or sends wrong bytes. */
  REMOTE(34),
  /** This machine: disk full, no JDK, the daemon can't start. */
  LOCAL_ENVIRONMENT(36),
  /** A bug of bwob. */
  BUG(37),
  /** Everything that failed did so because the cache no longer has it. */
  EVICTED(39);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
