package dev.bwob.cli.verb;

import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.Table;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.ListBuildsRequest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bwob builds list}. */
@Command(description = "Lists the recorded builds, newest first.", sortOptions = false)
public final class BuildsListCommand implements VerbCommand {
  @Option(
      names = "--here",
      negatable = true,
      description = "Only builds of the workspace around the current folder.")
  private boolean here;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    ListBuildsRequest request =
        ListBuildsRequest.newBuilder()
            .setWorkingDirectory(here ? session.environment().workingDirectory().toString() : "")
            .build();
    List<Invocation> builds = new ArrayList<>();
    session.stream(daemon -> daemon.builds().list(request), builds::add);
    Console console = session.console();
    if (console.json()) {
      builds.forEach(build -> console.print(Builds.json(build)));
    } else if (builds.isEmpty()) {
      console.note(
          "no build is recorded yet. `bwob ingest FILE` records one, `bwob doctor` tells how.");
    } else {
      Table table = new Table("BUILD", "STARTED", "COMMAND", "RESULT", "TARGETS", "WORKSPACE");
      for (Invocation build : builds) {
        table.row(
            Builds.shortId(build),
            Builds.time(build.getStartMillis()),
            build.getCommand(),
            Builds.state(build),
            Long.toString(build.getTargets()),
            build.getWorkspaceDirectory());
      }
      table.lines().forEach(console::print);
    }
    return ExitCode.OK;
  }
}
