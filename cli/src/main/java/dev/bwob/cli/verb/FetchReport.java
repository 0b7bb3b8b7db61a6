package dev.bwob.cli.verb;

import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.Count;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.console.Style;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.failure.Failure;
import dev.bwob.v1.FetchProgress;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.FetchSummary;
import dev.bwob.v1.Outcome;
import dev.bwob.v1.OutputResult;
import dev.bwob.v1.PlanTotals;
import dev.bwob.v1.PlannedAction;
import dev.bwob.v1.PlannedOutput;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Tells how a fetch goes and how it went, and knows its exit code. */
final class FetchReport {
  /** Problems told one by one; after that many only their number is of use to a person. */
  private static final int PROBLEMS_TOLD = 20;

  /** When one output has been under way for so long, the progress line names it. */
  private static final long SLOW_MILLIS = 3000;

  private final Console console;
  private final boolean dryRun;
  private final LongSupplier nanoTime;
  private final long startNanos;
  private PlanTotals plan = PlanTotals.getDefaultInstance();
  private FetchSummary summary = FetchSummary.getDefaultInstance();
  private boolean summarized;
  private FetchProgress progress = FetchProgress.getDefaultInstance();
  private int problems;

  FetchReport(Console console, boolean dryRun, LongSupplier nanoTime) {
    this.console = console;
    this.dryRun = dryRun;
    this.nanoTime = nanoTime;
    this.startNanos = nanoTime.getAsLong();
  }

  void accept(FetchResponse event) {
    switch (event.getEventCase()) {
      case PLANNED -> planned(event.getPlanned());
      case PLAN -> plan(event.getPlan());
      case PROGRESS -> progress(event.getProgress());
      case RESULT -> result(event.getResult());
      case SUMMARY -> summary(event.getSummary());
      // A newer daemon may tell more.
      case EVENT_NOT_SET -> {}
    }
  }

  private void planned(PlannedOutput planned) {
    String action = word(planned.getAction(), "PLANNED_ACTION_");
    if (console.json()) {
      console.print(
          JsonLine.of("planned")
              .put("action", action)
              .object("output", o -> Outputs.json(o, planned.getOutput()))
              .put("destination", planned.getDestination())
              .put("reason", planned.getReason()));
      return;
    }
    long size = Outputs.size(planned.getOutput());
    console.print(
        "%-11s %10s  %s%s"
            .formatted(
                planned.getAction() == PlannedAction.PLANNED_ACTION_MAKE_FOLDER ? "folder" : action,
                size < 0 ? "" : ByteSize.text(size),
                console.path(planned.getOutput().getPath()),
                planned.getReason().isEmpty() ? "" : "  (" + planned.getReason() + ")"));
  }

  private void plan(PlanTotals totals) {
    plan = totals;
    if (console.json()) {
      console.print(
          JsonLine.of("plan")
              .put("outputs", totals.getOutputs())
              .put("blobs", totals.getBlobs())
              .put("blob_bytes", totals.getBlobBytes())
              .put("to_check", totals.getToCheck())
              .put("impossible", totals.getImpossible()));
    } else if (dryRun) {
      console.note(
          "%s: %s to fetch (%s), %d to check, %d that can't be fetched. Nothing was done."
              .formatted(
                  Count.text(totals.getOutputs(), "output"),
                  Count.text(totals.getBlobs(), "blob"),
                  ByteSize.text(totals.getBlobBytes()),
                  totals.getToCheck(),
                  totals.getImpossible()));
    }
  }

  private void progress(FetchProgress told) {
    progress = told;
    console
        .progress()
        .show(() -> {
          double seconds = Math.max(0.001, seconds());
          String line =
              "%d of %s, %s of %s, %s/s"
                  .formatted(
                      progress.getOutputsDone(),
                      Count.text(plan.getOutputs(), "output"),
                      ByteSize.text(progress.getBytesDone()),
                      ByteSize.text(plan.getBlobBytes()),
                      ByteSize.text((long) (progress.getBytesDone() / seconds)));
          return progress.getSlowestMillis() < SLOW_MILLIS
              ? line
              : line
                  + "; for %d s: %s"
                      .formatted(progress.getSlowestMillis() / 1000, progress.getSlowestPath());
        });
  }

  private void result(OutputResult result) {
    boolean bad =
        result.getOutcome() == Outcome.OUTCOME_FAILED
            || result.getOutcome() == Outcome.OUTCOME_KEPT;
    if (console.json()) {
      JsonLine line =
          JsonLine.of("result")
              .put("path", result.getPath())
              .put("outcome", word(result.getOutcome(), "OUTCOME_"))
              .put("bytes", result.getBytes())
              .put("local_path", result.getLocalPath());
      if (bad) {
        Failure failure = Failure.of(result.getStatus());
        line.put("reason", failure.reason()).put("message", failure.message());
      }
      console.print(line);
    } else if (bad && ++problems <= PROBLEMS_TOLD) {
      console.note(
          (result.getOutcome() == Outcome.OUTCOME_KEPT ? "kept: " : "failed: ")
              + Style.printable(problem(result)));
    }
  }

  /** What is wrong with one output. It names the output once. */
  private static String problem(OutputResult result) {
    String message = Failure.of(result.getStatus()).message();
    return message.contains(result.getPath()) ? message : result.getPath() + ": " + message;
  }

  private void summary(FetchSummary told) {
    summary = told;
    summarized = true;
    if (console.json()) {
      console.print(
          JsonLine.of("summary")
              .put("fetched", told.getFetched())
              .put("up_to_date", told.getUpToDate())
              .put("kept", told.getKept())
              .put("failed", told.getFailed())
              .put("bytes", told.getBytes())
              .put("all_failures_evicted", told.getAllFailuresEvicted())
              .put("root", told.getRoot())
              .put("exit_code", exitCode().number()));
      return;
    }
    if (dryRun) {
      return;
    }
    if (problems > PROBLEMS_TOLD) {
      console.note(
          "and %d more that failed or were kept; --output=json lists all."
              .formatted(problems - PROBLEMS_TOLD));
    }
    StringBuilder line =
        new StringBuilder("fetched ")
            .append(Count.text(told.getFetched(), "output"))
            .append(" (")
            .append(ByteSize.text(told.getBytes()))
            .append(")");
    append(line, told.getUpToDate(), "up to date");
    append(line, told.getKept(), "kept");
    append(line, told.getFailed(), "failed");
    console.note(
        line.append(String.format(Locale.ROOT, " in %.1f s", seconds()))
            .append(told.getRoot().isEmpty() ? "." : ", below " + told.getRoot() + ".")
            .toString());
  }

  /** The call ended without a summary: tells what was done until then. */
  void broken() {
    if (!summarized && progress.getOutputsDone() > 0 && !console.json()) {
      console.note(
          "the fetch ended early: %d of %s done (%s). Each file that came is whole."
              .formatted(
                  progress.getOutputsDone(),
                  Count.text(plan.getOutputs(), "output"),
                  ByteSize.text(progress.getBytesDone())));
    }
  }

  /** Of a fetch that came to its end. */
  ExitCode exitCode() {
    if (summary.getFailed() > 0) {
      boolean nothingThere = summary.getFetched() + summary.getUpToDate() + summary.getKept() == 0;
      return summary.getAllFailuresEvicted()
          ? ExitCode.EVICTED
          : nothingThere && summary.hasStatus() && summary.getStatus().getCode() != 0
              ? Failure.of(summary.getStatus()).exitCode()
              : ExitCode.PARTIAL;
    }
    return summary.getKept() > 0 ? ExitCode.PARTIAL : ExitCode.OK;
  }

  private double seconds() {
    return (nanoTime.getAsLong() - startNanos) / 1e9;
  }

  private static void append(StringBuilder line, long number, String what) {
    if (number > 0) {
      line.append(", ").append(number).append(' ').append(what);
    }
  }

  private static String word(Enum<?> value, String prefix) {
    return value.name().replace(prefix, "").toLowerCase(Locale.ROOT);
  }
}
