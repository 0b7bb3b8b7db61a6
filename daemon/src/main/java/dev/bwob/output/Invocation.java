package dev.bwob.output;

import java.time.Instant;
import java.util.Optional;

/**
 * One run of a build tool, as recorded.
 *
 * @param id the tool's own id of the run; a UUID from Bazel
 * @param command such as {@code build} or {@code test}
 * @param start orders records: what a later build says of a path wins
 * @param finish absent while it runs and when the record was cut
 */
public record Invocation(
    String id,
    Workspace workspace,
    String command,
    String toolVersion,
    Instant start,
    RemoteSettings remote,
    State state,
    Optional<Instant> finish,
    Optional<ExitCode> exitCode) {

  /** How far the record of an invocation has come. */
  public enum State {
    /** Still being recorded. */
    RUNNING,
    /** Whole. */
    FINISHED,
    /** Ends early: the build or the transport broke. */
    CUT
  }

  /** The build tool's exit code, such as 0 and {@code SUCCESS}. */
  public record ExitCode(int code, String name) {}

  /** An invocation that has just started. */
  public static Invocation started(
      String id,
      Workspace workspace,
      String command,
      String toolVersion,
      Instant start,
      RemoteSettings remote) {
    return new Invocation(
        id,
        workspace,
        command,
        toolVersion,
        start,
        remote,
        State.RUNNING,
        Optional.empty(),
        Optional.empty());
  }

  /** This invocation, ended. */
  public Invocation ended(State state, Optional<Instant> finish, Optional<ExitCode> exitCode) {
    return new Invocation(
        id, workspace, command, toolVersion, start, remote, state, finish, exitCode);
  }
}
