package dev.bwob.cli.verb;

import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.flags.SelectionOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.ListRequest;
import dev.bwob.v1.Output;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bwob ls}. Prints while the list comes in, so columns have fixed widths: a build may have a
 * million outputs.
 */
@Command(
    description = "Lists outputs of recorded builds. Without a pattern, all of them.",
    sortOptions = false)
public final class LsCommand implements VerbCommand {
  private static final List<String> EVERYTHING = List.of("bazel-out/**");

  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Option(
      names = {"-l", "--long"},
      description = "Size, kind, path and label of each, not the path alone.")
  private boolean longForm;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (selection.regex && selection.patterns.isEmpty()) {
      throw CliException.commandLine(
          "--regex needs a regular expression: bwob ls --regex '\\.so$'");
    }
    ListRequest request =
        ListRequest.newBuilder()
            .setSelection(
                selection.selection(
                    session.environment(),
                    selection.patterns.isEmpty() ? EVERYTHING : selection.patterns))
            .build();
    Console console = session.console();
    session.stream(
        daemon -> daemon.outputs().list(request),
        response -> response.getOutputsList().forEach(output -> print(console, output)));
    return ExitCode.OK;
  }

  private void print(Console console, Output output) {
    if (console.json()) {
      console.print(Outputs.json(JsonLine.of("output"), output));
      return;
    }
    String path = console.path(output.getPath());
    if (!longForm) {
      console.print(path);
      return;
    }
    long size = Outputs.size(output);
    String label = output.getOrigin().getLabel();
    console.print(
        "%10s  %-7s  %s%s%s"
            .formatted(
                size < 0 ? "-" : ByteSize.text(size),
                Outputs.kind(output),
                path,
                output.hasSymlink() ? " -> " + console.path(output.getSymlink().getTarget()) : "",
                label.isEmpty() ? "" : "  " + label));
  }
}
