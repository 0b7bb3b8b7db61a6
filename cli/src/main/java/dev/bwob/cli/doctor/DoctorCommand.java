package dev.bwob.cli.doctor;

import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.flags.SourceOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bwob doctor}. */
@Command(
    description =
        "Looks at this machine, the daemon, the workspace and its caches, and says what to do"
            + " next.",
    sortOptions = false)
public final class DoctorCommand implements VerbCommand {
  @Mixin private final SourceOptions sources = new SourceOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) {
    Findings findings = new Findings(session.console());
    MachineCheck.run(findings);
    SettingsCheck.run(session, findings);
    WorkspaceCheck.run(session, findings);
    if (DaemonCheck.run(session, findings)) {
      SourcesCheck.run(session, sources.remote(session.environment()), findings);
    }
    findings.next(
        "to record a build, put into .bazelrc: build --build_event_binary_file=/tmp/build.bep");
    findings.next("and after a build: bwob ingest /tmp/build.bep");
    findings.next("then: bwob ls -l //your:target, bwob fetch //your:target");
    return findings.hasProblem() ? ExitCode.LOCAL_ENVIRONMENT : ExitCode.OK;
  }
}
