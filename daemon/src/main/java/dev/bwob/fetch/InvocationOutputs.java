package dev.bwob.fetch;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedGroup;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Everything that one invocation said it produced. */
final class InvocationOutputs {
  private final OutputIndex outputs;
  private final BuildIndex builds;

  InvocationOutputs(OutputIndex outputs, BuildIndex builds) {
    this.outputs = outputs;
    this.builds = builds;
  }

  /**
   * Visits the outputs whose path the predicate likes, each once: those in sets that some target
   * refers to, then those that are in no set and that no later build wrote.
   */
  void visit(Scope scope, Predicate<String> paths, OutputVisitor visitor) {
    Set<Long> sets = new LinkedHashSet<>();
    builds.targets(
        scope.workspace(),
        scope.invocationId(),
        "",
        label -> true,
        target -> {
          target.groups().forEach(group -> sets.addAll(group.sets()));
          return true;
        });
    Set<String> seen = new HashSet<>();
    boolean[] more = {true};
    OutputVisitor once =
        output -> {
          String path = output.output().path().value();
          if (paths.test(path) && seen.add(path)) {
            more[0] = visitor.visit(output);
          }
          return more[0];
        };
    // One walk over all sets: targets share most of them.
    builds.files(
        new RecordedGroup("", /* incomplete= */ false, scope.invocationId(), List.copyOf(sets)),
        once);
    if (more[0]) {
      outputs.scan(
          scope.workspace(),
          "",
          directory -> true,
          output -> !output.invocationId().equals(scope.invocationId()) || once.visit(output));
    }
  }
}
