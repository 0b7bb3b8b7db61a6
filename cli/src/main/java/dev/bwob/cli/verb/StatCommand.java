package dev.bwob.cli.verb;

import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.failure.Failure;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.flags.SelectionOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.Output;
import dev.bwob.v1.StatRequest;
import dev.bwob.v1.StatResponse;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bwob stat}. */
@Command(
    description = "Tells what is known of outputs, and what is on disk in their place.",
    sortOptions = false)
public final class StatCommand implements VerbCommand {
  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  private int known;
  private ExitCode unknown = ExitCode.OK;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (selection.patterns.isEmpty()) {
      throw CliException.commandLine("No output was named: bwob stat bazel-bin/app/deploy");
    }
    StatRequest request =
        StatRequest.newBuilder().setSelection(selection.selection(session.environment())).build();
    session.stream(
        daemon -> daemon.outputs().stat(request), response -> answer(session.console(), response));
    return unknown != ExitCode.OK && known > 0 ? ExitCode.PARTIAL : unknown;
  }

  private void answer(Console console, StatResponse response) {
    if (response.getStatus().getCode() == 0) {
      known++;
      print(console, response);
      return;
    }
    Failure failure = Failure.of(response.getStatus());
    unknown = failure.exitCode();
    if (console.json()) {
      console.print(
          JsonLine.of("stat")
              .put("pattern", response.getPattern())
              .put("reason", failure.reason())
              .put("message", failure.message()));
    } else {
      console.note(failure.message());
    }
  }

  private static void print(Console console, StatResponse response) {
    Output output = response.getOutput();
    String local = response.getLocal().name().replace("LOCAL_STATE_", "").toLowerCase(Locale.ROOT);
    if (console.json()) {
      console.print(
          JsonLine.of("stat")
              .put("pattern", response.getPattern())
              .object("output", o -> Outputs.json(o, output))
              .put("local_state", local)
              .put("local_path", response.getLocalPath()));
      return;
    }
    console.print(console.style().bold(console.path(output.getPath())));
    field(console, "kind", Outputs.kind(output));
    if (Outputs.size(output) >= 0) {
      field(
          console,
          "size",
          "%d (%s)".formatted(Outputs.size(output), ByteSize.text(Outputs.size(output))));
    }
    if (output.hasFile() && output.getFile().hasDigest()) {
      field(
          console,
          "digest",
          Outputs.function(output.getFile().getDigest())
              + " "
              + output.getFile().getDigest().getHash());
    }
    field(console, "uri", output.hasTree() ? output.getTree().getUri() : output.getFile().getUri());
    field(console, "target", output.getSymlink().getTarget());
    field(console, "label", output.getOrigin().getLabel());
    field(console, "action", output.getOrigin().getMnemonic());
    field(console, "config", output.getOrigin().getConfiguration());
    field(console, "build", output.getInvocationId());
    field(console, "on disk", local + ": " + response.getLocalPath());
  }

  private static void field(Console console, String name, String value) {
    if (!value.isEmpty()) {
      console.print("  %-8s %s".formatted(name, console.path(value)));
    }
  }
}
