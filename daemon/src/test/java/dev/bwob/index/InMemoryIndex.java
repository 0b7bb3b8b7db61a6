package dev.bwob.index;

import dev.bwob.output.Invocation;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** An index that forgets everything at the end of the process. Strict about its callers. */
public final class InMemoryIndex implements OutputIndex, BuildIndex, OutputRecorder {
  private final Map<Workspace, NavigableMap<String, RecordedOutput>> current = new HashMap<>();
  private final Map<String, Build> builds = new LinkedHashMap<>();
  private final List<NamedSet> sets = new ArrayList<>();
  private final Map<Long, Build> buildOfSet = new HashMap<>();
  private long begun;

  /** One recorded invocation. */
  private static final class Build {
    private Invocation invocation;
    private final long order;
    private final Map<String, Long> setNumbers = new HashMap<>();
    private final List<Target> targets = new ArrayList<>();

    Build(Invocation invocation, long order) {
      this.invocation = invocation;
      this.order = order;
    }

    Long numberOf(String setId) {
      return Objects.requireNonNull(setNumbers.get(setId));
    }
  }

  @Override
  public synchronized Optional<RecordedOutput> find(Workspace workspace, OutputPath path) {
    return Optional.ofNullable(at(workspace).get(path.value()));
  }

  @Override
  public void scan(
      Workspace workspace, String directory, Predicate<String> directories, OutputVisitor visitor) {
    NavigableMap<String, List<RecordedOutput>> byDirectory = new TreeMap<>();
    synchronized (this) {
      for (RecordedOutput output : at(workspace).values()) {
        OutputPath path = output.output().path();
        if (directory.isEmpty()
            || path.value().equals(directory)
            || path.value().startsWith(directory + "/")) {
          byDirectory.computeIfAbsent(path.directory(), key -> new ArrayList<>()).add(output);
        }
      }
    }
    Map<String, Boolean> asked = new HashMap<>();
    for (Map.Entry<String, List<RecordedOutput>> entry : byDirectory.entrySet()) {
      if (!isWanted(entry.getKey(), directory, directories, asked)) {
        continue;
      }
      for (RecordedOutput output : entry.getValue()) {
        if (!visitor.visit(output)) {
          return;
        }
      }
    }
  }

  /** Asks for the directory and everything between it and where the scan began. */
  private static boolean isWanted(
      String directory, String top, Predicate<String> directories, Map<String, Boolean> asked) {
    if (directory.length() < top.length()) {
      return true;
    }
    Boolean known = asked.get(directory);
    if (known == null) {
      int slash = directory.lastIndexOf('/');
      boolean above =
          directory.equals(top)
              || directory.isEmpty()
              || isWanted(slash < 0 ? "" : directory.substring(0, slash), top, directories, asked);
      known = above && directories.test(directory);
      asked.put(directory, known);
    }
    return known;
  }

  @Override
  public synchronized long size() {
    return current.values().stream().mapToLong(Map::size).sum();
  }

  @Override
  public synchronized List<Workspace> workspaces() {
    return invocations(Optional.empty()).stream().map(Invocation::workspace).distinct().toList();
  }

  @Override
  public synchronized List<Invocation> invocations(Optional<Workspace> workspace) {
    return latestFirst().stream()
        .map(build -> build.invocation)
        .filter(invocation -> workspace.isEmpty() || workspace.get().equals(invocation.workspace()))
        .toList();
  }

  @Override
  public synchronized List<Invocation> invocationsById(String prefix) {
    return builds.values().stream()
        .map(build -> build.invocation)
        .filter(invocation -> invocation.id().startsWith(prefix))
        .limit(2)
        .toList();
  }

  @Override
  public void targets(
      Workspace workspace,
      String invocationId,
      String labelPrefix,
      Predicate<String> labels,
      TargetVisitor visitor) {
    List<RecordedTarget> found = new ArrayList<>();
    synchronized (this) {
      for (Build build : latestFirst()) {
        boolean wanted =
            build.invocation.workspace().equals(workspace)
                && (invocationId.isEmpty() || build.invocation.id().equals(invocationId));
        for (Target target : wanted ? build.targets : List.<Target>of()) {
          if (target.label().startsWith(labelPrefix) && labels.test(target.label())) {
            found.add(recorded(build, target));
          }
        }
      }
    }
    for (RecordedTarget target : found) {
      if (!visitor.visit(target)) {
        return;
      }
    }
  }

  private static RecordedTarget recorded(Build build, Target target) {
    String id = build.invocation.id();
    List<RecordedGroup> groups = new ArrayList<>();
    for (OutputGroup group : target.groups()) {
      List<Long> numbers = group.setIds().stream().map(build::numberOf).toList();
      groups.add(new RecordedGroup(group.name(), group.incomplete(), id, numbers));
    }
    return new RecordedTarget(
        id,
        target.label(),
        target.aspect(),
        target.configuration(),
        target.kind(),
        target.success(),
        groups,
        target.aborted());
  }

  @Override
  public void files(RecordedGroup group, OutputVisitor visitor) {
    List<RecordedOutput> files = new ArrayList<>();
    synchronized (this) {
      Set<Long> seen = new HashSet<>();
      group.sets().forEach(number -> collect(number, seen, files));
    }
    Set<OutputPath> shown = new HashSet<>();
    for (RecordedOutput file : files) {
      if (shown.add(file.output().path()) && !visitor.visit(file)) {
        return;
      }
    }
  }

  private void collect(Long number, Set<Long> seen, List<RecordedOutput> files) {
    if (!seen.add(number)) {
      return;
    }
    Build build = Objects.requireNonNull(buildOfSet.get(number));
    NamedSet set = sets.get(number.intValue());
    for (Output file : set.files()) {
      files.add(new RecordedOutput(file, build.invocation.id(), build.order));
    }
    set.children().forEach(child -> collect(build.numberOf(child), seen, files));
  }

  @Override
  public synchronized InvocationRecorder begin(Invocation invocation) {
    if (invocation.state() != Invocation.State.RUNNING) {
      throw new IllegalArgumentException("an invocation begins in state RUNNING");
    }
    long order = invocation.start().toEpochMilli() * 1000 + begun++;
    Build build = new Build(invocation, order);
    builds.put(invocation.id(), build);
    return new Recorder(build);
  }

  @Override
  public synchronized OptionalLong forget(String invocationId) {
    Build build = builds.remove(invocationId);
    if (build == null) {
      return OptionalLong.empty();
    }
    NavigableMap<String, RecordedOutput> outputs = at(build.invocation.workspace());
    long before = outputs.size();
    outputs.values().removeIf(output -> output.invocationId().equals(invocationId));
    return OptionalLong.of(before - outputs.size());
  }

  private List<Build> latestFirst() {
    return builds.values().stream()
        .sorted(Comparator.comparingLong((Build build) -> build.order).reversed())
        .toList();
  }

  private NavigableMap<String, RecordedOutput> at(Workspace workspace) {
    return current.computeIfAbsent(workspace, key -> new TreeMap<>());
  }

  private synchronized void put(Build build, Output output) {
    RecordedOutput recorded = new RecordedOutput(output, build.invocation.id(), build.order);
    at(build.invocation.workspace())
        .merge(
            output.path().value(),
            recorded,
            (old, fresh) -> fresh.order() >= old.order() ? fresh : old);
  }

  /** Records one build. */
  private final class Recorder implements InvocationRecorder {
    private final Build build;
    private boolean ended;

    Recorder(Build build) {
      this.build = build;
    }

    @Override
    public void output(Output output) {
      put(build, output);
    }

    @Override
    public void namedSet(NamedSet set) {
      synchronized (InMemoryIndex.this) {
        requireSets(set.children());
        set.files().forEach(this::output);
        long number = sets.size();
        sets.add(set);
        buildOfSet.put(number, build);
        build.setNumbers.put(set.id(), number);
      }
    }

    @Override
    public void target(Target target) {
      synchronized (InMemoryIndex.this) {
        target.groups().forEach(group -> requireSets(group.setIds()));
        build.targets.add(target);
      }
    }

    private void requireSets(List<String> ids) {
      for (String id : ids) {
        if (!build.setNumbers.containsKey(id)) {
          throw new IllegalArgumentException("set " + id + " was not recorded before");
        }
      }
    }

    @Override
    public void flush() {}

    @Override
    public void finish(Invocation invocation) {
      synchronized (InMemoryIndex.this) {
        build.invocation = invocation;
        ended = true;
      }
    }

    @Override
    public void close() {
      if (!ended) {
        finish(build.invocation.ended(Invocation.State.CUT, Optional.empty(), Optional.empty()));
      }
    }
  }
}
