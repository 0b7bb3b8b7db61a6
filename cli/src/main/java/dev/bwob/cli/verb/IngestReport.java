package dev.bwob.cli.verb;

import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.Count;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.console.Style;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.v1.IngestResponse;
import dev.bwob.v1.Invocation;

/** Tells what an ingest recorded. */
final class IngestReport {
  /** After that many only their number is of use to a person. */
  private static final int WARNINGS_TOLD = 5;

  private final Console console;

  IngestReport(Console console) {
    this.console = console;
  }

  /** It came to its end. */
  ExitCode done(IngestResponse last, String file) {
    ExitCode code = last.getCut().isEmpty() ? ExitCode.OK : ExitCode.PARTIAL;
    Invocation invocation = last.getInvocation();
    if (console.json()) {
      console.print(
          JsonLine.of("ingest")
              .put("invocation_id", invocation.getId())
              .put("workspace_directory", invocation.getWorkspaceDirectory())
              .put("command", invocation.getCommand())
              .put("events", last.getEvents())
              .put("outputs", last.getOutputs())
              .put("targets", last.getTargets())
              .put("bytes_read", last.getBytesRead())
              .put("unknown_events", last.getUnknownEvents())
              .put("cut", last.getCut())
              .put("warning_count", last.getWarningCount())
              .put("warnings", last.getWarningsList())
              .put("exit_code", code.number()));
      return code;
    }
    last.getWarningsList().stream()
        .limit(WARNINGS_TOLD)
        .forEach(warning -> console.warn(Style.printable(file + ": " + warning)));
    long more = last.getWarningCount() - Math.min(WARNINGS_TOLD, last.getWarningsCount());
    if (more > 0) {
      console.warn("and %d more like these in %s.".formatted(more, Style.printable(file)));
    }
    if (!last.getCut().isEmpty()) {
      console.warn(file + " ends early: " + last.getCut() + " What came before is kept.");
    }
    console.print(
        "Recorded build %s%s: %s, %s (%s, %s)."
            .formatted(
                invocation.getId().isEmpty() ? "without an id" : invocation.getId(),
                invocation.getCommand().isEmpty() ? "" : " (bazel " + invocation.getCommand() + ")",
                Count.text(last.getTargets(), "target"),
                Count.text(last.getOutputs(), "output"),
                Count.text(last.getEvents(), "event"),
                ByteSize.text(last.getBytesRead())));
    if (last.getUnknownEvents() > 0) {
      console.note(
          "%d events are of kinds that this version does not know; they were passed over."
              .formatted(last.getUnknownEvents()));
    }
    return code;
  }

  /** The call ended early. */
  void broken(IngestResponse last) {
    if (last.getEvents() > 0 && !console.json()) {
      console.note(
          "the record ends early: %s, %s and %s are kept."
              .formatted(
                  Count.text(last.getEvents(), "event"),
                  Count.text(last.getTargets(), "target"),
                  Count.text(last.getOutputs(), "output")));
    }
  }
}
