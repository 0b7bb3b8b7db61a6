package dev.bwob.bes;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.TargetVisitor;
import dev.bwob.output.Invocation;
import dev.bwob.output.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Knows some invocations, and nothing else is asked of it. */
final class KnownBuilds implements BuildIndex {
  final List<Invocation> invocations = new CopyOnWriteArrayList<>();

  @Override
  public List<Invocation> invocationsById(String prefix) {
    return invocations.stream().filter(one -> one.id().startsWith(prefix)).limit(2).toList();
  }

  @Override
  public List<Workspace> workspaces() {
    throw new AssertionError("not asked");
  }

  @Override
  public List<Invocation> invocations(Optional<Workspace> workspace) {
    throw new AssertionError("not asked");
  }

  @Override
  public void targets(
      Workspace workspace,
      String invocationId,
      String labelPrefix,
      Predicate<String> labels,
      TargetVisitor visitor) {
    throw new AssertionError("not asked");
  }

  @Override
  public void files(RecordedGroup group, OutputVisitor visitor) {
    throw new AssertionError("not asked");
  }
}
