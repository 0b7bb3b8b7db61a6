package dev.bwob.rpc;

import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.fetch.FetchListener;
import dev.bwob.fetch.FetchPlan;
import dev.bwob.fetch.OutputResult;
import dev.bwob.fetch.PlannedOutput;
import dev.bwob.server.ResponseStream;
import dev.bwob.v1.FetchProgress;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** Turns what a fetch tells into messages. Told by many threads; the messages are taken by one. */
final class FetchReporter implements FetchListener {
  private final ConcurrentLinkedQueue<OutputResult> results = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> underWay = new ConcurrentHashMap<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final FetchPlan plan;
  private final boolean onlyProblems;
  private final Function<PlannedOutput, String> makers;

  /**
   * @param onlyProblems make no message for an output that is right
   * @param makers finds the label of the target that makes an output; empty if not known
   */
  FetchReporter(FetchPlan plan, boolean onlyProblems, Function<PlannedOutput, String> makers) {
    this.plan = plan;
    this.onlyProblems = onlyProblems;
    this.makers = makers;
  }

  @Override
  public void started(PlannedOutput output) {
    underWay.put(output.output().path().value(), System.nanoTime());
  }

  @Override
  public void transferred(PlannedOutput output, long count) {
    bytes.add(count);
  }

  @Override
  public void finished(OutputResult result) {
    underWay.remove(result.planned().output().path().value());
    done.increment();
    if (!onlyProblems || result.problem().isPresent()) {
      results.add(result);
    }
  }

  /** Sends the results that have come since the last time. */
  void sendResults(ResponseStream<FetchResponse> responses) throws InterruptedException {
    for (OutputResult result = results.poll(); result != null; result = results.poll()) {
      responses.send(FetchResponse.newBuilder().setResult(toProto(result)).build());
    }
  }

  /** How far it is. */
  FetchResponse progress() {
    FetchProgress.Builder progress =
        FetchProgress.newBuilder().setOutputsDone(done.sum()).setBytesDone(bytes.sum());
    underWay.entrySet().stream()
        .min(Map.Entry.comparingByValue())
        .ifPresent(slowest ->
            progress
                .setSlowestPath(slowest.getKey())
                .setSlowestMillis(
                    Duration.ofNanos(System.nanoTime() - slowest.getValue()).toMillis()));
    return FetchResponse.newBuilder().setProgress(progress).build();
  }

  private dev.bwob.v1.OutputResult toProto(OutputResult result) {
    dev.bwob.v1.OutputResult.Builder proto =
        dev.bwob.v1.OutputResult.newBuilder()
            .setPath(result.planned().output().path().value())
            .setLocalPath(plan.localPath(result.planned()).toString())
            .setBytes(result.bytes())
            .setOutcome(
                switch (result.outcome()) {
                  case FETCHED -> Outcome.OUTCOME_FETCHED;
                  case UP_TO_DATE -> Outcome.OUTCOME_UP_TO_DATE;
                  case KEPT -> Outcome.OUTCOME_KEPT;
                  case FAILED -> Outcome.OUTCOME_FAILED;
                });
    result
        .problem()
        .ifPresent(problem ->
            proto.setStatus(
                problem instanceof BlobNotFoundException gone
                    ? StatusMapper.evicted(gone, makers.apply(result.planned()))
                    : StatusMapper.toStatus(problem)));
    return proto.build();
  }
}
