package dev.bwob.fetch;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedOutput;
import dev.bwob.index.RecordedTarget;
import dev.bwob.output.Label;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds outputs by the labels of targets and their output groups. Of each target (or aspect on it)
 * in each configuration, what the latest build said counts.
 */
final class LabelFinder {
  private final OutputIndex outputs;
  private final BuildIndex builds;
  private final Scope scope;
  private final TreeRoots trees;

  LabelFinder(OutputIndex outputs, BuildIndex builds, Scope scope, TreeRoots trees) {
    this.outputs = outputs;
    this.builds = builds;
    this.scope = scope;
    this.trees = trees;
  }

  /**
   * Visits the files of the wanted groups, with the roots of the tree artifacts that they are in.
   *
   * @return what to tell when nothing was visited; empty when no target matched
   */
  Optional<String> visit(LabelPattern pattern, OutputGroups groups, OutputVisitor visitor) {
    Matches matches = matches(pattern, groups);
    OutputVisitor current = current(visitor);
    for (Map.Entry<String, Set<Long>> entry : matches.sets.entrySet()) {
      boolean[] more = {true};
      // One walk over all sets of an invocation: targets share most of them.
      builds.files(
          new RecordedGroup(
              "", /* incomplete= */ false, entry.getKey(), List.copyOf(entry.getValue())),
          output -> {
            more[0] = current.visit(output);
            return more[0];
          });
      if (!more[0]) {
        break;
      }
    }
    return matches.reasonForNothing(pattern, groups);
  }

  private Matches matches(LabelPattern pattern, OutputGroups groups) {
    Matches matches = new Matches();
    Set<List<String>> decided = new HashSet<>();
    for (String prefix : pattern.labelPrefixes()) {
      builds.targets(
          scope.workspace(),
          scope.invocationId(),
          prefix,
          pattern::matches,
          target -> {
            String label =
                LabelPattern.parsed(target.label()).map(Label::toString).orElse(target.label());
            boolean tellsOutputs = target.success() || !target.groups().isEmpty();
            if (!tellsOutputs) {
              matches.sawFailure(target);
            } else if (decided.add(List.of(label, target.aspect(), target.configuration()))) {
              matches.add(target, groups);
            }
            return true;
          });
    }
    return matches;
  }

  /** Shows what is at each path now, once, after the root of the tree that it is in. */
  private OutputVisitor current(OutputVisitor visitor) {
    Set<String> seen = new HashSet<>();
    return output -> {
      RecordedOutput now =
          scope.isOneInvocation()
              ? output
              : outputs.find(scope.workspace(), output.output().path()).orElse(output);
      if (!seen.add(now.output().path().value())) {
        return true;
      }
      Optional<RecordedOutput> tree = trees.treeOf(now.output().path());
      if (tree.isPresent()
          && seen.add(tree.get().output().path().value())
          && !visitor.visit(tree.get())) {
        return false;
      }
      boolean stale = !scope.isOneInvocation() && trees.isStale(now);
      return stale || visitor.visit(now);
    };
  }

  /** What the record says of the targets that match. */
  private static final class Matches {
    private final Map<String, Set<Long>> sets = new LinkedHashMap<>();
    private final Set<String> groupNames = new TreeSet<>();
    private int targets;
    private Optional<RecordedTarget> failure = Optional.empty();

    void add(RecordedTarget target, OutputGroups wanted) {
      targets++;
      for (RecordedGroup group : target.groups()) {
        groupNames.add(group.name());
        if (wanted.wants(group.name())) {
          sets.computeIfAbsent(group.invocationId(), id -> new LinkedHashSet<>())
              .addAll(group.sets());
        }
      }
    }

    void sawFailure(RecordedTarget target) {
      if (failure.isEmpty()) {
        failure = Optional.of(target);
      }
    }

    Optional<String> reasonForNothing(LabelPattern pattern, OutputGroups wanted) {
      if (targets > 0) {
        return Optional.of(
            "%s is recorded, but has no files in the output groups %s; groups with files: %s."
                .formatted(
                    pattern,
                    wanted,
                    groupNames.isEmpty() ? "none" : String.join(", ", groupNames)));
      }
      return failure.map(target ->
          "%s was not built by invocation %s%s."
              .formatted(
                  target.label(),
                  target.invocationId(),
                  target.aborted().isEmpty() ? "" : ": " + target.aborted()));
    }
  }
}
