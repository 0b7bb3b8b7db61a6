package dev.bwob.ingest;

import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Remembers what is recorded, and is as strict as the contract allows. */
public final class RecordingRecorder implements OutputRecorder {
  public final List<Recording> recordings = new ArrayList<>();

  @Override
  public InvocationRecorder begin(Invocation invocation) {
    if (invocation.state() != State.RUNNING) {
      throw new IllegalArgumentException("begins in state " + invocation.state());
    }
    Recording recording = new Recording(invocation);
    recordings.add(recording);
    return recording;
  }

  @Override
  public OptionalLong forget(String invocationId) {
    throw new AssertionError("nothing forgets here");
  }

  /** The only recording. */
  public Recording only() {
    if (recordings.size() != 1) {
      throw new AssertionError("recordings: " + recordings.size());
    }
    return recordings.getFirst();
  }

  /** One invocation as it was recorded. */
  public static final class Recording implements InvocationRecorder {
    public final Invocation begun;
    public final Map<String, NamedSet> sets = new LinkedHashMap<>();
    public final List<Output> outputs = new ArrayList<>();
    public final List<Target> targets = new ArrayList<>();
    public Optional<Invocation> ended = Optional.empty();
    public int flushes;
    public boolean closed;

    Recording(Invocation begun) {
      this.begun = begun;
    }

    @Override
    public void output(Output output) {
      checkOpen();
      outputs.add(output);
    }

    @Override
    public void namedSet(NamedSet set) {
      checkOpen();
      set.children().forEach(this::checkKnown);
      if (sets.put(set.id(), set) != null) {
        throw new IllegalArgumentException("set " + set.id() + " comes twice");
      }
    }

    @Override
    public void target(Target target) {
      checkOpen();
      target.groups().stream().flatMap(group -> group.setIds().stream()).forEach(this::checkKnown);
      targets.add(target);
    }

    @Override
    public void flush() {
      checkOpen();
      flushes++;
    }

    @Override
    public void finish(Invocation invocation) {
      checkOpen();
      if (invocation.state() == State.RUNNING) {
        throw new IllegalArgumentException("ends in state RUNNING");
      }
      ended = Optional.of(invocation);
    }

    @Override
    public void close() {
      closed = true;
    }

    private void checkOpen() {
      if (closed || ended.isPresent()) {
        throw new IllegalStateException("recorded after its end");
      }
    }

    private void checkKnown(String id) {
      if (!sets.containsKey(id)) {
        throw new IllegalArgumentException("set " + id + " was not recorded before");
      }
    }

    /** All outputs, those in sets first. */
    public List<Output> allOutputs() {
      List<Output> all = new ArrayList<>();
      sets.values().forEach(set -> all.addAll(set.files()));
      all.addAll(outputs);
      return all;
    }

    /** The output at a path; the last one said so. */
    public Output at(String path) {
      return allOutputs().stream()
          .filter(output -> output.path().value().equals(path))
          .reduce((first, last) -> last)
          .orElseThrow(() -> new AssertionError("nothing at " + path));
    }

    /** The only target with this label. */
    public Target target(String label) {
      List<Target> found = targets.stream().filter(target -> target.label().equals(label)).toList();
      if (found.size() != 1) {
        throw new AssertionError(label + ": " + found);
      }
      return found.getFirst();
    }

    /** The files of an output group, sets of sets included. */
    public List<Output> files(OutputGroup group) {
      List<Output> files = new ArrayList<>();
      List<String> open = new ArrayList<>(group.setIds());
      List<String> seen = new ArrayList<>();
      while (!open.isEmpty()) {
        String id = open.removeLast();
        if (seen.contains(id)) {
          continue;
        }
        seen.add(id);
        NamedSet set = sets.get(id);
        if (set != null) {
          files.addAll(set.files());
          open.addAll(set.children());
        }
      }
      return files;
    }
  }
}
