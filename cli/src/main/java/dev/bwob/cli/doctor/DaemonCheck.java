package dev.bwob.cli.doctor;

import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Count;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.session.Session;
import dev.bwob.endpoint.BwobVersion;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.ListBuildsRequest;
import dev.bwob.v1.StatusRequest;
import dev.bwob.v1.StatusResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The daemon and what its index knows. */
final class DaemonCheck {
  private DaemonCheck() {}

  /** Whether the daemon answers. */
  static boolean run(Session session, Findings findings) {
    try {
      findings.ok("state", session.endpoint().stateDirectory().toString());
      findings.ok("socket", session.endpoint().socket().toString());
      boolean ran = session.runningDaemon().isPresent();
      StatusResponse status =
          session.call(daemon -> daemon.daemon().status(StatusRequest.getDefaultInstance()));
      String text =
          "%s, process %d, Java %s%s"
              .formatted(
                  status.getVersion(),
                  status.getPid(),
                  status.getJavaVersion(),
                  ran ? "" : " (none ran, so this started one)");
      if (status.getVersion().equals(BwobVersion.current())) {
        findings.ok("daemon", text);
      } else {
        findings.warn(
            "daemon", text + "; this is " + BwobVersion.current() + ": `bwob daemon stop` ends it");
      }
      index(session, findings, status);
      return true;
    } catch (CliException e) {
      findings.problem("daemon", String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static void index(Session session, Findings findings, StatusResponse status)
      throws CliException {
    String counts =
        "%s of %s in %s, %s"
            .formatted(
                Count.text(status.getOutputs(), "output"),
                Count.text(status.getInvocations(), "build"),
                Count.text(status.getWorkspaces(), "workspace"),
                ByteSize.text(status.getIndexBytes()));
    if (status.getInvocations() == 0) {
      findings.warn("index", counts + ": nothing is recorded yet");
      return;
    }
    findings.ok("index", counts);
    List<Invocation> builds = new ArrayList<>();
    session.stream(
        daemon -> daemon.builds().list(ListBuildsRequest.getDefaultInstance()), builds::add);
    if (!builds.isEmpty()) {
      Invocation last = builds.getFirst();
      findings.ok(
          "last build",
          "%s (bazel %s, %s) of %s"
              .formatted(
                  last.getId(),
                  last.getCommand(),
                  Instant.ofEpochMilli(last.getStartMillis()).truncatedTo(ChronoUnit.SECONDS),
                  last.getWorkspaceDirectory()));
    }
  }
}
