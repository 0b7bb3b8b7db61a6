package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildFinished;
import com.google.devtools.build.lib.buildeventstream.BuildStarted;
import com.google.devtools.build.lib.buildeventstream.OptionsParsed;
import com.google.devtools.build.lib.commandline.CommandLine;
import com.google.protobuf.Timestamp;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.ExitCode;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Workspace;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What the events say of the invocation itself. */
final class InvocationHeader {
  private final BuildStarted started;
  private final RemoteFlags flags = new RemoteFlags();
  private String execRoot = "";
  private boolean flagsKnown;
  private Optional<Instant> finish = Optional.empty();
  private Optional<ExitCode> exitCode = Optional.empty();

  InvocationHeader(BuildStarted started) {
    this.started = started;
  }

  void read(OptionsParsed options) {
    flags.read(options);
  }

  void read(CommandLine commandLine) {
    flags.read(commandLine);
    flagsKnown |= commandLine.getCommandLineLabel().equals("canonical");
  }

  void read(BuildFinished finished) {
    Instant end =
        finished.hasFinishTime()
            ? instant(finished.getFinishTime())
            : Instant.ofEpochMilli(finished.getFinishTimeMillis());
    finish = end.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(end);
    exitCode =
        Optional.of(
            new ExitCode(finished.getExitCode().getCode(), finished.getExitCode().getName()));
  }

  void execRoot(String path) {
    execRoot = path;
  }

  String execRoot() {
    return execRoot;
  }

  /** The value of {@code --digest_function}; empty if it was not given. */
  String digestFunction() {
    return flags.settings().digestFunction();
  }

  /** Whether all is known that a record begins with. */
  boolean isComplete() {
    return !execRoot.isEmpty() && flagsKnown;
  }

  Invocation running() {
    Instant start =
        started.hasStartTime()
            ? instant(started.getStartTime())
            : Instant.ofEpochMilli(started.getStartTimeMillis());
    return Invocation.started(
        started.getUuid(),
        new Workspace(started.getWorkspaceDirectory(), execRoot),
        started.getCommand(),
        started.getBuildToolVersion(),
        start,
        flags.settings());
  }

  Invocation ended(State state) {
    return running().ended(state, finish, exitCode);
  }

  /** A time that no clock shows is the epoch, like one that is not there. */
  private static Instant instant(Timestamp time) {
    try {
      return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    } catch (DateTimeException | ArithmeticException e) {
      return Instant.EPOCH;
    }
  }
}
