package dev.bwob.rpc;

import dev.bwob.fetch.DiskView;
import dev.bwob.fetch.FetchPlan;
import dev.bwob.fetch.FetchPlanner;
import dev.bwob.fetch.FetchSummary;
import dev.bwob.fetch.Materializer;
import dev.bwob.fetch.PlannedOutput;
import dev.bwob.fetch.RequestException;
import dev.bwob.fetch.Selection;
import dev.bwob.fetch.SelectionRequest;
import dev.bwob.fetch.SelectionResolver;
import dev.bwob.index.BuildIndex;
import dev.bwob.server.ResponseStream;
import dev.bwob.v1.FetchRequest;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.ListRequest;
import dev.bwob.v1.ListResponse;
import dev.bwob.v1.OutputsGrpc;
import dev.bwob.v1.ReadRequest;
import dev.bwob.v1.ReadResponse;
import dev.bwob.v1.StatRequest;
import dev.bwob.v1.StatResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code bwob.v1.Outputs}: outputs by path, label, glob or regular expression. */
public final class OutputsService extends OutputsGrpc.OutputsImplBase {
  private static final int OUTPUTS_IN_MESSAGE = 500;
  private static final long PROGRESS_MILLIS = 200;

  private final SelectionResolver resolver;
  private final FetchPlanner planner;
  private final Materializer materializer;
  private final Sources sources;
  private final Makers makers;
  private final OutputStats stats;
  private final OutputReads reads;

  public OutputsService(
      SelectionResolver resolver,
      BuildIndex builds,
      DiskView disk,
      Sources sources,
      Materializer materializer) {
    this.resolver = resolver;
    this.planner = new FetchPlanner(builds, disk);
    this.materializer = materializer;
    this.sources = sources;
    this.makers = new Makers(builds);
    this.stats = new OutputStats(resolver, disk);
    this.reads = new OutputReads(resolver, sources, makers);
  }

  @Override
  public void stat(StatRequest request, StreamObserver<StatResponse> observer) {
    Calls.start(
        observer, responses -> stats.run(Scopes.request(request.getSelection()), responses));
  }

  @Override
  public void list(ListRequest request, StreamObserver<ListResponse> observer) {
    Calls.start(observer, responses -> list(Scopes.request(request.getSelection()), responses));
  }

  private void list(SelectionRequest request, ResponseStream<ListResponse> responses)
      throws Exception {
    ListResponse.Builder batch = ListResponse.newBuilder();
    InterruptedException[] cancelled = new InterruptedException[1];
    resolver.visit(
        request,
        (pattern, output) -> {
          batch.addOutputs(OutputProtos.toProto(output));
          if (batch.getOutputsCount() < OUTPUTS_IN_MESSAGE) {
            return true;
          }
          try {
            responses.send(batch.build());
          } catch (InterruptedException e) {
            cancelled[0] = e;
            return false;
          }
          batch.clear();
          return true;
        });
    if (cancelled[0] != null) {
      throw cancelled[0];
    }
    if (batch.getOutputsCount() > 0) {
      responses.send(batch.build());
    }
  }

  @Override
  public void fetch(FetchRequest request, StreamObserver<FetchResponse> observer) {
    Calls.start(observer, responses -> fetch(request, responses));
  }

  private void fetch(FetchRequest request, ResponseStream<FetchResponse> responses)
      throws Exception {
    Selection selection = resolver.resolve(Scopes.request(request.getSelection()));
    Optional<Path> to =
        request.getTo().isEmpty() ? Optional.empty() : Optional.of(Scopes.folder(request.getTo()));
    FetchPlan plan = planner.plan(selection, to, request.getOverwrite());
    if (request.getDryRun()) {
      for (PlannedOutput planned : plan.outputs()) {
        responses.send(FetchProtos.toProto(plan, planned));
      }
    }
    responses.send(FetchProtos.toProto(plan.totals()));
    if (request.getDryRun()) {
      return;
    }
    var blobs = sources.forRequest(selection.scope().workspace(), request.getRemote());
    FetchReporter reporter =
        new FetchReporter(
            plan,
            request.getOnlyProblems(),
            output -> makers.labelOf(selection.scope().workspace(), output.output()));
    FetchSummary summary =
        runReporting(() -> materializer.materialize(plan, blobs, reporter), reporter, responses);
    reporter.sendResults(responses);
    responses.send(FetchProtos.toProto(summary));
  }

  /** Runs the fetch beside this thread, which sends what is to be told. */
  private static FetchSummary runReporting(
      Callable<FetchSummary> fetch, FetchReporter reporter, ResponseStream<FetchResponse> responses)
      throws Exception {
    FutureTask<FetchSummary> task = new FutureTask<>(fetch);
    Thread worker = Thread.ofVirtual().name("bwob-fetch").start(task);
    try {
      while (true) {
        try {
          return task.get(PROGRESS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException running) {
          reporter.sendResults(responses);
          responses.send(reporter.progress());
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } finally {
      // Only a cancelled call gets here early: the worker cleans up before the call ends.
      worker.interrupt();
      joinUninterruptibly(worker);
    }
  }

  private static void joinUninterruptibly(Thread worker) {
    boolean interrupted = false;
    while (true) {
      try {
        worker.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void read(ReadRequest request, StreamObserver<ReadResponse> observer) {
    Calls.start(
        observer,
        responses -> {
          if (request.getOffset() < 0) {
            throw new RequestException(
                RequestException.Kind.INVALID, "The offset can't be negative");
          }
          reads.run(request, responses);
        });
  }
}
