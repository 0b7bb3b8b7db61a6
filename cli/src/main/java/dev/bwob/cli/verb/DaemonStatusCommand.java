package dev.bwob.cli.verb;

import dev.bwob.cli.connection.DaemonConnection;
import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.Count;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.v1.StatusRequest;
import dev.bwob.v1.StatusResponse;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bwob daemon status}. */
@Command(description = "Tells whether the daemon runs, and what it knows.", sortOptions = false)
public final class DaemonStatusCommand implements VerbCommand {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    Optional<DaemonConnection> daemon = session.runningDaemon();
    if (daemon.isEmpty()) {
      notRunning(session.console(), session.endpoint());
    } else {
      print(session);
    }
    return ExitCode.OK;
  }

  /** Says that there is no daemon. */
  static void notRunning(Console console, DaemonEndpoint endpoint) {
    if (console.json()) {
      console.print(
          JsonLine.of("daemon")
              .put("running", false)
              .put("state_directory", endpoint.stateDirectory().toString())
              .put("socket", endpoint.socket().toString()));
    } else {
      console.print("No daemon listens on " + endpoint.socket() + ".");
    }
  }

  /** Says what the daemon says of itself. */
  static void print(Session session) throws CliException {
    StatusResponse status =
        session.call(d -> d.daemon().status(StatusRequest.getDefaultInstance()));
    Console console = session.console();
    String socket = session.endpoint().socket().toString();
    if (console.json()) {
      console.print(
          JsonLine.of("daemon")
              .put("running", true)
              .put("state_directory", status.getStateDirectory())
              .put("socket", socket)
              .put("version", status.getVersion())
              .put("pid", status.getPid())
              .put("java_version", status.getJavaVersion())
              .put("start_millis", status.getStartMillis())
              .put("max_idle_seconds", status.getMaxIdleSeconds())
              .put("workspaces", status.getWorkspaces())
              .put("invocations", status.getInvocations())
              .put("outputs", status.getOutputs())
              .put("index_bytes", status.getIndexBytes()));
      return;
    }
    console.print(
        "bwobd %s runs as process %d (Java %s) since %s."
            .formatted(
                status.getVersion(),
                status.getPid(),
                status.getJavaVersion(),
                Builds.time(status.getStartMillis())));
    console.print("  socket  " + socket);
    console.print("  state   " + status.getStateDirectory());
    console.print(
        "  knows   %s of %s in %s (index: %s)"
            .formatted(
                Count.text(status.getOutputs(), "output"),
                Count.text(status.getInvocations(), "build"),
                Count.text(status.getWorkspaces(), "workspace"),
                ByteSize.text(status.getIndexBytes())));
    console.print(
        status.getMaxIdleSeconds() == 0
            ? "  stays   until it is stopped"
            : "  stays   until it was not called for " + status.getMaxIdleSeconds() + " s");
  }
}
