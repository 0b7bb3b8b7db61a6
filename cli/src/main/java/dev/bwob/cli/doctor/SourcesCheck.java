package dev.bwob.cli.doctor;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.Failure;
import dev.bwob.cli.session.Session;
import dev.bwob.v1.ProbeRequest;
import dev.bwob.v1.ProbeResponse;
import dev.bwob.v1.ProbedSource;
import dev.bwob.v1.Remote;

/** The places that bytes would come from, as the daemon reaches them. */
final class SourcesCheck {
  private SourcesCheck() {}

  static void run(Session session, Remote remote, Findings findings) {
    try {
      ProbeRequest request =
          ProbeRequest.newBuilder()
              .setWorkingDirectory(session.environment().workingDirectory().toString())
              .setRemote(remote)
              .build();
      ProbeResponse probed = session.call(daemon -> daemon.daemon().probe(request));
      if (probed.getWorkspaceDirectory().isEmpty()) {
        findings.warn("recorded", "no build of this folder's workspace is recorded");
      } else {
        findings.ok(
            "recorded",
            "workspace %s, exec root %s"
                .formatted(probed.getWorkspaceDirectory(), probed.getExecRoot()));
      }
      for (ProbedSource source : probed.getSourcesList()) {
        if (source.getStatus().getCode() == 0) {
          findings.ok("source", source.getName() + ": " + source.getOffers());
        } else {
          findings.problem(
              "source", source.getName() + ": " + Failure.of(source.getStatus()).message());
        }
      }
      if (probed.getSourcesCount() == 0) {
        findings.warn(
            "source",
            "no place to get bytes from is known: record a build, or set --remote_cache or"
                + " --disk_cache");
      }
    } catch (CliException e) {
      findings.problem("source", String.valueOf(e.getMessage()));
    }
  }
}
