package dev.bwob.cli.verb;

import dev.bwob.cli.connection.DaemonCommand;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.process.Interruption;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.endpoint.EndpointException;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code bwob daemon run}: the daemon as a child of this process, for service supervisors and for
 * looking at it.
 */
@Command(
    description = "Runs the daemon in the foreground, until it is interrupted.",
    sortOptions = false)
public final class DaemonRunCommand implements VerbCommand {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException, IOException {
    DaemonEndpoint endpoint = session.endpoint();
    try {
      endpoint.prepareSocketFolder();
    } catch (EndpointException e) {
      throw CliException.local(String.valueOf(e.getMessage()), e);
    }
    Process daemon =
        new ProcessBuilder(
                new DaemonCommand(session.environment().variables())
                    .words(endpoint, common.maxIdleSeconds))
            .inheritIO()
            .start();
    try (Interruption.Registration _ = session.interruption().onInterrupt(daemon::destroy)) {
      int code = daemon.waitFor();
      if (session.interruption().isInterrupted()) {
        return ExitCode.INTERRUPTED;
      }
      return code == 0 ? ExitCode.OK : ExitCode.LOCAL_ENVIRONMENT;
    } catch (InterruptedException e) {
      daemon.destroy();
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.INTERRUPTED, "Interrupted.", e);
    }
  }
}
