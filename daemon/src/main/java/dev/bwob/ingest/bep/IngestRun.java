package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.IngestException;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestProgress;
import dev.bwob.ingest.IngestSummary;
import dev.bwob.ingest.IngestTally;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One reading of one stream: splits it into invocations, counts, and says where it is cut. */
final class IngestRun implements AutoCloseable {
  private static final int EVENTS_PER_PROGRESS = 1_000;

  private final OutputRecorder recorder;
  private final IngestListener listener;
  private final IngestTally tally = new IngestTally();
  private final List<String> invocationIds = new ArrayList<>();
  private @Nullable InvocationAssembler current;
  private long events;

  IngestRun(OutputRecorder recorder, IngestListener listener) {
    this.recorder = recorder;
    this.listener = listener;
  }

  /**
   * @param more whether to read on after an event
   */
  IngestSummary read(BuildEventStream stream, Predicate<BuildEvent> more)
      throws IOException, IngestException, InterruptedException {
    ReadEvent next = stream.first();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading build events was interrupted");
      }
      switch (next) {
        case ReadEvent.Whole read -> {
          accept(read);
          if (events % EVENTS_PER_PROGRESS == 0) {
            listener.onProgress(progress(stream));
          }
          if (!more.test(read.event())) {
            return end(stream, Optional.empty());
          }
        }
        case ReadEvent.Unreadable bad ->
            tally.warn(
                "Event %d at byte %d was left out: %s"
                    .formatted(bad.number(), bad.offset(), bad.why()));
        case ReadEvent.Cut cut -> {
          return end(
              stream,
              Optional.of(
                  "cut in event %d at byte %d: %s"
                      .formatted(cut.number(), cut.offset(), cut.why())));
        }
        case ReadEvent.End _ -> {
          return end(stream, Optional.empty());
        }
      }
      next = stream.next();
    }
  }

  private void accept(ReadEvent.Whole read) {
    events++;
    if (read.event().hasStarted()) {
      begin(read);
    }
    if (current != null) {
      current.accept(read.event());
    }
  }

  /** Each start begins a record; one with an id that came before replaces that record. */
  private void begin(ReadEvent.Whole read) {
    if (current != null) {
      sealBefore(read, current);
      current = null;
    }
    InvocationAssembler next = new InvocationAssembler(recorder, read.event().getStarted(), tally);
    if (next.id().isEmpty()) {
      tally.warn(
          "Event %d at byte %d begins a build without an invocation id, which was left out."
              .formatted(read.number(), read.offset()));
      return;
    }
    current = next;
    invocationIds.add(next.id());
  }

  private void sealBefore(ReadEvent.Whole next, InvocationAssembler assembler) {
    if (!assembler.isWhole()) {
      tally.warn(
          "Invocation %s is cut: event %d at byte %d begins another one."
              .formatted(assembler.id(), next.number(), next.offset()));
    }
    assembler.end();
    assembler.close();
  }

  /** A stream without its last event is cut, also where it stops between two events. */
  private IngestSummary end(BuildEventStream stream, Optional<String> cut) {
    InvocationAssembler assembler = current;
    Optional<String> why = cut;
    if (assembler != null) {
      assembler.end();
      if (why.isEmpty() && !assembler.isWhole()) {
        why =
            Optional.of(
                "cut after event %d: the last event of the build is missing".formatted(events));
      }
    }
    IngestProgress progress = progress(stream);
    listener.onProgress(progress);
    return new IngestSummary(
        invocationIds,
        progress,
        tally.unknownEvents(),
        tally.warningCount(),
        tally.warnings(),
        why);
  }

  private IngestProgress progress(BuildEventStream stream) {
    return new IngestProgress(events, tally.outputs(), tally.targets(), stream.bytesRead());
  }

  /** Makes what came so far visible. */
  void flush() {
    if (current != null) {
      current.flush();
    }
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
    }
  }
}
