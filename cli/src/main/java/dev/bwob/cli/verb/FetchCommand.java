package dev.bwob.cli.verb;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.flags.SelectionOptions;
import dev.bwob.cli.flags.SourceOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.FetchRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bwob fetch}. */
@Command(description = "Brings outputs of recorded builds to disk, verified.", sortOptions = false)
public final class FetchCommand implements VerbCommand {
  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write below this folder, made if absent, and not into the output tree.")
  private String to = "";

  @Option(
      names = "--overwrite",
      negatable = true,
      description = "Replace files that neither the build nor bwob put there.")
  private boolean overwrite;

  @Option(
      names = "--dry_run",
      negatable = true,
      description = "Print what would be done; touch nothing.")
  private boolean dryRun;

  @Mixin private final SourceOptions sources = new SourceOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (selection.patterns.isEmpty()) {
      throw CliException.commandLine(
          "Nothing to fetch was named. Name labels, paths or globs: bwob fetch //app:deploy"
              + " 'bazel-bin/**/*.h'");
    }
    FetchRequest request =
        FetchRequest.newBuilder()
            .setSelection(selection.selection(session.environment()))
            .setTo(to.isEmpty() ? "" : session.environment().path(to).toString())
            .setOverwrite(overwrite)
            .setDryRun(dryRun)
            .setRemote(sources.remote(session.environment()))
            // People are told of problems and totals only: 10,000 results need not travel.
            .setOnlyProblems(!session.console().json())
            .build();
    FetchReport report = new FetchReport(session.console(), dryRun, System::nanoTime);
    try {
      session.stream(daemon -> daemon.outputs().fetch(request), report::accept);
    } catch (CliException e) {
      report.broken();
      throw e;
    }
    return report.exitCode();
  }
}
