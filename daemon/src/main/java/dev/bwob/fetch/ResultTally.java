package dev.bwob.fetch;

import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.fetch.OutputResult.Outcome;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the result of each item, once, tells the listener, and counts in the end. */
final class ResultTally {
  private final FetchListener listener;

  ResultTally(FetchListener listener) {
    this.listener = listener;
  }

  void fetched(FetchItem item, long bytes) {
    end(item, Outcome.FETCHED, bytes, Optional.empty());
  }

  void upToDate(FetchItem item) {
    end(item, Outcome.UP_TO_DATE, 0, Optional.empty());
  }

  /** Ends an item that can't be fetched, or whose place is taken. */
  void problem(FetchItem item, Exception problem) {
    boolean kept =
        problem instanceof MaterializeException materialize
            && materialize.kind() == MaterializeException.Kind.IN_THE_WAY;
    end(item, kept ? Outcome.KEPT : Outcome.FAILED, 0, Optional.of(problem));
  }

  private void end(FetchItem item, Outcome outcome, long bytes, Optional<Exception> problem) {
    OutputResult result = new OutputResult(item.planned(), outcome, bytes, problem);
    if (item.end(result)) {
      listener.finished(result);
    }
  }

  /** Counts; every item must be done. */
  static FetchSummary summary(List<FetchItem> items, Path root) {
    Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
    long bytes = 0;
    boolean onlyEvicted = true;
    for (FetchItem item : items) {
      OutputResult result = item.result().orElseThrow();
      counts.merge(result.outcome(), 1L, Long::sum);
      bytes += result.bytes();
      if (result.outcome() == Outcome.FAILED) {
        onlyEvicted &= result.problem().filter(BlobNotFoundException.class::isInstance).isPresent();
      }
    }
    long failed = counts.getOrDefault(Outcome.FAILED, 0L);
    Optional<Exception> worst =
        items.stream()
            .flatMap(item -> item.result().stream())
            .flatMap(result -> result.problem().stream())
            .min(Comparator.comparingInt(ResultTally::rank));
    return new FetchSummary(
        counts.getOrDefault(Outcome.FETCHED, 0L),
        counts.getOrDefault(Outcome.UP_TO_DATE, 0L),
        counts.getOrDefault(Outcome.KEPT, 0L),
        failed,
        bytes,
        failed > 0 && onlyEvicted,
        worst,
        root);
  }

  /** Lower tells more of what somebody must do. */
  private static int rank(Exception problem) {
    return switch (problem) {
      case InterruptedException e -> 0;
      case MaterializeException e ->
          switch (e.kind()) {
            case DISK_FULL -> 1;
            case LOCAL -> 2;
            case IMPOSSIBLE -> 7;
            case IN_THE_WAY -> 9;
          };
      case BlobCorruptException e -> 3;
      case SourceRefusedException e -> 4;
      case SourceUnavailableException e -> 5;
      case BlobNotFoundException e -> 8;
      default -> 6;
    };
  }
}
