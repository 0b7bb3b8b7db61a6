package dev.bwob.cli.failure;

import org.jspecify.annotations.Nullable;

/**
 * Ends the verb. The message is whole sentences for the user, with the remedy where there is one.
 */
public final class CliException extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;
  private final transient @Nullable Failure failure;

  public CliException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
    this.failure = null;
  }

  public CliException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.failure = null;
  }

  public CliException(Failure failure, Throwable cause) {
    super(failure.message(), cause);
    this.exitCode = failure.exitCode();
    this.failure = failure;
  }

  public ExitCode exitCode() {
    return exitCode;
  }

  /** What it is, for programs. */
  public Failure failure() {
    return failure == null
        ? new Failure(exitCode, exitCode.name(), String.valueOf(getMessage()))
        : failure;
  }

  public static CliException commandLine(String message) {
    return new CliException(ExitCode.COMMAND_LINE, message);
  }

  public static CliException local(String message, Throwable cause) {
    return new CliException(ExitCode.LOCAL_ENVIRONMENT, message, cause);
  }
}
