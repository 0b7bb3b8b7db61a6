package dev.bwob.fetch;

import dev.bwob.index.OutputIndex;
import dev.bwob.index.RecordedOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Knows in which tree artifact a file is. Remembers every folder that it was asked about; for one
 * request, one thread at a time.
 */
final class TreeRoots {
  private final OutputIndex outputs;
  private final Workspace workspace;
  private final Map<String, Optional<RecordedOutput>> byFolder = new HashMap<>();

  TreeRoots(OutputIndex outputs, Workspace workspace) {
    this.outputs = outputs;
    this.workspace = workspace;
  }

  /** The record of the tree artifact that a path is below; empty when it is in none. */
  Optional<RecordedOutput> treeOf(OutputPath path) {
    return treeAtOrAbove(path.directory());
  }

  /**
   * Whether a file below a tree artifact was left over by an earlier build: the tree was recorded
   * anew, and the file is not in it any more.
   */
  boolean isStale(RecordedOutput output) {
    return treeOf(output.output().path()).map(tree -> output.order() < tree.order()).orElse(false);
  }

  private Optional<RecordedOutput> treeAtOrAbove(String folder) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Optional<RecordedOutput> known = byFolder.get(folder);
    if (known == null) {
      OutputPath path = new OutputPath(folder);
      known = treeAtOrAbove(path.directory());
      if (known.isEmpty()) {
        known =
            outputs
                .find(workspace, path)
                .filter(recorded -> recorded.output() instanceof TreeOutput);
      }
      byFolder.put(folder, known);
    }
    return known;
  }
}
