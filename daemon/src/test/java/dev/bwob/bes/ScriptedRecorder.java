package dev.bwob.bes;

import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.RecordingRecorder;
import dev.bwob.ingest.RecordingRecorder.Recording;
import dev.bwob.output.Invocation;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.Target;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Records in memory, and fails the next flush or target when told so. */
final class ScriptedRecorder implements OutputRecorder {
  /** Knows what is recorded here. */
  final KnownBuilds known = new KnownBuilds();

  private final RecordingRecorder records = new RecordingRecorder();
  volatile @Nullable RuntimeException nextFlush;
  volatile @Nullable RuntimeException nextTarget;

  @Override
  public synchronized InvocationRecorder begin(Invocation invocation) {
    InvocationRecorder base = records.begin(invocation);
    known.invocations.add(invocation);
    return new InvocationRecorder() {
      @Override
      public void output(Output output) {
        base.output(output);
      }

      @Override
      public void namedSet(NamedSet set) {
        base.namedSet(set);
      }

      @Override
      public void target(Target target) {
        RuntimeException failure = nextTarget;
        nextTarget = null;
        if (failure != null) {
          throw failure;
        }
        base.target(target);
      }

      @Override
      public void flush() {
        RuntimeException failure = nextFlush;
        nextFlush = null;
        if (failure != null) {
          throw failure;
        }
        base.flush();
      }

      @Override
      public void finish(Invocation ended) {
        base.finish(ended);
      }

      @Override
      public void close() {
        base.close();
      }
    };
  }

  @Override
  public OptionalLong forget(String invocationId) {
    return records.forget(invocationId);
  }

  synchronized Recording only() {
    return records.only();
  }

  synchronized List<Recording> all() {
    return List.copyOf(records.recordings);
  }

  /** What is recorded of an invocation; empty before it has begun. */
  Optional<Recording> recording(String invocationId) {
    return all().stream().filter(one -> one.begun.id().equals(invocationId)).findFirst();
  }

  Recording first() {
    return all().getFirst();
  }

  synchronized int count() {
    return records.recordings.size();
  }
}
