package dev.bwob.rpc;

import dev.bwob.fetch.FetchPlan;
import dev.bwob.fetch.FetchSummary;
import dev.bwob.fetch.PlannedOutput;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.PlanTotals;
import dev.bwob.v1.PlannedAction;

/** Plans and summaries as {@code bwob.v1} has them. */
final class FetchProtos {
  private FetchProtos() {}

  static FetchResponse toProto(FetchPlan plan, PlannedOutput planned) {
    return FetchResponse.newBuilder()
        .setPlanned(
            dev.bwob.v1.PlannedOutput.newBuilder()
                .setOutput(OutputProtos.toProto(planned.output()))
                .setDestination(plan.destination(planned).toString())
                .setReason(planned.reason())
                .setAction(
                    switch (planned.action()) {
                      case FETCH -> PlannedAction.PLANNED_ACTION_FETCH;
                      case CHECK -> PlannedAction.PLANNED_ACTION_CHECK;
                      case LINK -> PlannedAction.PLANNED_ACTION_LINK;
                      case MAKE_FOLDER -> PlannedAction.PLANNED_ACTION_MAKE_FOLDER;
                      case IMPOSSIBLE -> PlannedAction.PLANNED_ACTION_IMPOSSIBLE;
                      case BLOCKED -> PlannedAction.PLANNED_ACTION_KEEP;
                    }))
        .build();
  }

  static FetchResponse toProto(FetchPlan.Totals totals) {
    return FetchResponse.newBuilder()
        .setPlan(
            PlanTotals.newBuilder()
                .setOutputs(totals.outputs())
                .setBlobs(totals.blobs())
                .setBlobBytes(totals.blobBytes())
                .setToCheck(totals.toCheck())
                .setImpossible(totals.impossible()))
        .build();
  }

  static FetchResponse toProto(FetchSummary summary) {
    dev.bwob.v1.FetchSummary.Builder proto =
        dev.bwob.v1.FetchSummary.newBuilder()
            .setFetched(summary.fetched())
            .setUpToDate(summary.upToDate())
            .setKept(summary.kept())
            .setFailed(summary.failed())
            .setBytes(summary.bytes())
            .setAllFailuresEvicted(summary.allFailuresEvicted())
            .setRoot(summary.root().toString());
    summary.worst().ifPresent(problem -> proto.setStatus(StatusMapper.toStatus(problem)));
    return FetchResponse.newBuilder().setSummary(proto).build();
  }
}
