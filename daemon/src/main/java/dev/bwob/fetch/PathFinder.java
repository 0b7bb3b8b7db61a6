package dev.bwob.fetch;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.path.OutputPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds outputs by path. A tree artifact that is selected comes with all its files; what an earlier
 * build left below it does not.
 */
final class PathFinder {
  private final OutputIndex outputs;
  private final Scope scope;
  private final TreeRoots trees;
  private final InvocationOutputs ofInvocation;

  PathFinder(OutputIndex outputs, BuildIndex builds, Scope scope, TreeRoots trees) {
    this.outputs = outputs;
    this.scope = scope;
    this.trees = trees;
    this.ofInvocation = new InvocationOutputs(outputs, builds);
  }

  /** Visits the output at a path and everything below it; empty for everything. */
  void at(String path, OutputVisitor visitor) {
    if (scope.isOneInvocation()) {
      ofInvocation.visit(
          scope, candidate -> path.isEmpty() || isAtOrBelow(candidate, path), visitor);
      return;
    }
    if (path.isEmpty()) {
      outputs.scan(scope.workspace(), "", directory -> true, fresh(visitor));
      return;
    }
    Optional<RecordedOutput> exact = outputs.find(scope.workspace(), new OutputPath(path));
    if (exact.isPresent() && !fresh(visitor).visit(exact.get())) {
      return;
    }
    if (exact.isEmpty() || exact.get().output() instanceof TreeOutput) {
      outputs.scan(
          scope.workspace(),
          path,
          directory -> true,
          output -> output.output().path().value().equals(path) || fresh(visitor).visit(output));
    }
  }

  /**
   * Visits what matches, by looking only into directories that may hold such.
   *
   * @param folder everything that matches is below it; empty for the exec root
   */
  void matching(
      String folder,
      Predicate<String> directories,
      Predicate<String> paths,
      OutputVisitor visitor) {
    if (scope.isOneInvocation()) {
      ofInvocation.visit(scope, path -> paths.test(path) || isInMatchingTree(path, paths), visitor);
      return;
    }
    List<String> matchedTrees = new ArrayList<>();
    boolean[] more = {true};
    outputs.scan(
        scope.workspace(),
        folder,
        directory -> directory.length() <= folder.length() || directories.test(directory),
        output -> {
          String path = output.output().path().value();
          if (!paths.test(path) || isInMatchingTree(path, paths) || trees.isStale(output)) {
            return true;
          }
          if (output.output() instanceof TreeOutput) {
            matchedTrees.add(path);
            return true;
          }
          more[0] = visitor.visit(output);
          return more[0];
        });
    for (String tree : matchedTrees) {
      if (more[0]) {
        at(
            tree,
            output -> {
              more[0] = visitor.visit(output);
              return more[0];
            });
      }
    }
  }

  private boolean isInMatchingTree(String path, Predicate<String> paths) {
    return trees
        .treeOf(new OutputPath(path))
        .map(tree -> paths.test(tree.output().path().value()))
        .orElse(false);
  }

  private OutputVisitor fresh(OutputVisitor visitor) {
    return output -> trees.isStale(output) || visitor.visit(output);
  }

  private static boolean isAtOrBelow(String path, String folder) {
    return path.startsWith(folder)
        && (path.length() == folder.length() || path.charAt(folder.length()) == '/');
  }
}
