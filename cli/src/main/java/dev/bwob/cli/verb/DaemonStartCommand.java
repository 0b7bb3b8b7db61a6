package dev.bwob.cli.verb;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bwob daemon start}. */
@Command(
    description = "Starts the daemon if none runs. Other verbs do so by themselves.",
    sortOptions = false)
public final class DaemonStartCommand implements VerbCommand {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (session.runningDaemon().isPresent()) {
      session.console().note("the daemon runs already.");
    }
    DaemonStatusCommand.print(session);
    return ExitCode.OK;
  }
}
