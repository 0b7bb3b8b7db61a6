package dev.bwob.bes;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildStarted;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.IndexException;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.IngestTally;
import dev.bwob.ingest.bep.InvocationAssembler;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is recorded of one sequence of events. One thread at a time. */
final class Recording {
  private static final Logger LOG = Logger.getLogger(Recording.class.getName());

  private final BuildIndex builds;
  private final OutputRecorder recorder;
  private final String invocationId;
  private final IngestTally tally = new IngestTally();
  private @Nullable InvocationAssembler assembler;
  private boolean begun;

  private Recording(BuildIndex builds, OutputRecorder recorder, String invocationId) {
    this.builds = builds;
    this.recorder = recorder;
    this.invocationId = invocationId;
  }

  /** Of a sequence from its first event. */
  static Recording fromStart(BuildIndex builds, OutputRecorder recorder, String invocationId) {
    return new Recording(builds, recorder, invocationId);
  }

  /**
   * Of a sequence whose events up to here were acknowledged, but are not in memory: the rest goes
   * into a record of its own, if the index knows the first part. Else nothing is recorded: the
   * client does not have the events any more that would make sense of these, and its build must not
   * fail for it.
   */
  static Recording fromMiddle(
      BuildIndex builds, OutputRecorder recorder, String invocationId, long firstEvent) {
    Recording recording = new Recording(builds, recorder, invocationId);
    Optional<Invocation> before = find(builds, invocationId);
    if (before.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "The events of invocation {0} from number {1} on are not recorded: none before them is"
              + " known.",
          new Object[] {invocationId, Long.toString(firstEvent)});
    } else if (before.get().state() != State.FINISHED) {
      LOG.log(
          Level.WARNING,
          "The events of invocation {0} from number {1} on are recorded as {2}: the daemon was"
              + " started anew, or the stream was broken for too long.",
          new Object[] {
            invocationId, Long.toString(firstEvent), RestOfBuild.id(invocationId, firstEvent)
          });
      recording.begin(RestOfBuild.started(before.get(), firstEvent));
      RestOfBuild.head(before.get()).forEach(recording::accept);
    }
    return recording;
  }

  private static Optional<Invocation> find(BuildIndex builds, String id) {
    return builds.invocationsById(id).stream()
        .filter(invocation -> invocation.id().equals(id))
        .findFirst();
  }

  /**
   * Takes the next event.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when the event begins another
   *     invocation
   * @throws dev.bwob.index.IndexException when the index can't be written; the event may be given
   *     again
   */
  void accept(BuildEvent event) {
    if (event.hasStarted()) {
      started(event.getStarted());
    }
    // What comes before the start says nothing of outputs.
    write(current -> current.accept(event));
  }

  private void started(BuildStarted started) {
    if (assembler != null) {
      throw Refusal.invalid(
          "An event begins invocation %s for a second time.".formatted(invocationId));
    }
    if (!started.getUuid().isEmpty() && !started.getUuid().equals(invocationId)) {
      throw Refusal.invalid(
          "An event begins invocation '%s' on the stream of invocation %s."
              .formatted(started.getUuid(), invocationId));
    }
    begin(started.toBuilder().setUuid(invocationId).build());
  }

  private void begin(BuildStarted started) {
    assembler = new InvocationAssembler(noticing(recorder), started, tally);
  }

  private OutputRecorder noticing(OutputRecorder base) {
    return new OutputRecorder() {
      @Override
      public InvocationRecorder begin(Invocation invocation) {
        InvocationRecorder result = base.begin(invocation);
        begun = true;
        return result;
      }

      @Override
      public OptionalLong forget(String id) {
        return base.forget(id);
      }
    };
  }

  /**
   * Whether {@link #flush} makes everything durable. It can't while the build's flags and exec root
   * are awaited, with which its record begins.
   */
  boolean canFlush() {
    return begun || assembler == null;
  }

  /**
   * Makes what was given durable and visible.
   *
   * @throws dev.bwob.index.IndexException when the index can't be written; may be tried again
   */
  void flush() {
    write(InvocationAssembler::flush);
  }

  /**
   * Seals the record, as whole or as cut.
   *
   * @throws dev.bwob.index.IndexException when the index can't be written; may be tried again
   */
  void end() {
    write(current -> {
      current.end();
      current.close();
      LOG.log(Level.INFO, "{0}", summary(current));
      assembler = null;
    });
  }

  /** A user may forget a build while it runs; what still comes of it is then passed over. */
  private void write(Consumer<InvocationAssembler> work) {
    InvocationAssembler current = assembler;
    if (current == null) {
      return;
    }
    try {
      work.accept(current);
    } catch (IndexException e) {
      if (!begun || find(builds, current.id()).isPresent()) {
        throw e;
      }
      LOG.log(
          Level.WARNING,
          "Invocation {0} was forgotten while it ran: its further events are not recorded.",
          current.id());
      assembler = null;
    }
  }

  private String summary(InvocationAssembler ended) {
    return "Invocation %s is recorded%s: %d outputs, %d targets, %d warnings%s"
        .formatted(
            ended.id(),
            ended.isWhole() ? "" : ", and cut",
            tally.outputs(),
            tally.targets(),
            tally.warningCount(),
            tally.warnings().isEmpty() ? "" : "; the first: " + tally.warnings().getFirst());
  }
}
