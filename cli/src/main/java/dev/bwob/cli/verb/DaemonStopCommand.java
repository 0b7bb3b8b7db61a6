package dev.bwob.cli.verb;

import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.StopRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bwob daemon stop}. Returns when the process is gone. */
@Command(description = "Ends the daemon; running calls end cleanly first.", sortOptions = false)
public final class DaemonStopCommand implements VerbCommand {
  private static final long PATIENCE_SECONDS = 30;
  private static final long POLL_MILLIS = 10;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (session.runningDaemon().isEmpty()) {
      DaemonStatusCommand.notRunning(session.console(), session.endpoint());
      return ExitCode.OK;
    }
    long pid = session.call(d -> d.daemon().stop(StopRequest.getDefaultInstance())).getPid();
    awaitEnd(pid);
    if (session.console().json()) {
      session.console().print(JsonLine.of("stopped").put("pid", pid));
    } else {
      session.console().print("The daemon (process " + pid + ") has ended.");
    }
    return ExitCode.OK;
  }

  private static void awaitEnd(long pid) throws CliException {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || pid == ProcessHandle.current().pid()) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!hasEnded(process.get())) {
      if (System.nanoTime() > deadline) {
        throw new CliException(
            ExitCode.LOCAL_ENVIRONMENT,
            "The daemon (process %d) was asked to end and still runs after %d seconds. `kill %d` ends it."
                .formatted(pid, PATIENCE_SECONDS, pid));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
    }
  }

  /**
   * A process that ended but whose parent does not ask for it (as in containers) is there and has
   * no command.
   */
  private static boolean hasEnded(ProcessHandle process) {
    return !process.isAlive() || process.info().command().isEmpty();
  }
}
