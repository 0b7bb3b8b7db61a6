package dev.bwob.fetch;

import dev.bwob.fetch.OutputResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finishes tree artifacts once their files are there: in an output tree, their folders become
 * unwritable as a build leaves them, and what does not belong to them is reported (Bazel would make
 * such a tree anew). In a folder of the user's, nothing but the folder itself is made.
 */
final class TreeSealer {
  private final FetchPlan plan;
  private final RunFolders folders;
  private final DiskView disk;
  private final ResultTally tally;

  TreeSealer(FetchPlan plan, RunFolders folders, DiskView disk, ResultTally tally) {
    this.plan = plan;
    this.folders = folders;
    this.disk = disk;
    this.tally = tally;
  }

  /**
   * Ends a tree's item.
   *
   * @param files the items below it, all of them done
   */
  void seal(FetchItem tree, List<FetchItem> files) throws InterruptedException {
    Path path = plan.destination(tree.planned());
    try {
      Optional<Exception> problem = problemOf(files);
      if (problem.isPresent()) {
        tally.problem(tree, problem.get());
        return;
      }
      boolean changed =
          disk.look(path).isEmpty()
              || files.stream().anyMatch(file -> outcome(file) == Outcome.FETCHED);
      try (OutputFolders.Lease lease = folders.outputs().at(tree.planned().place().value())) {
        if (plan.intoOutputTree()) {
          Walk walk = new Walk(tree, files);
          walk.seal(lease.folder(), "");
          changed |= walk.changed;
          if (!walk.strays.isEmpty()) {
            tally.problem(tree, walk.problem(path));
            return;
          }
        }
      }
      if (changed) {
        tally.fetched(tree, 0);
      } else {
        tally.upToDate(tree);
      }
    } catch (IOException e) {
      tally.problem(tree, LocalFailures.at(path, e));
    }
  }

  private static Optional<Exception> problemOf(List<FetchItem> files) {
    return files.stream()
        .flatMap(file -> file.result().stream())
        .flatMap(result -> result.problem().stream())
        .findFirst();
  }

  private static Outcome outcome(FetchItem item) {
    return item.result().orElseThrow().outcome();
  }

  /** One walk through a tree on disk. */
  private static final class Walk {
    private final Set<String> files = new HashSet<>();
    private final Set<String> folders = new HashSet<>();
    private final List<String> strays = new ArrayList<>();
    private boolean changed;

    Walk(FetchItem tree, List<FetchItem> items) {
      int start = tree.planned().output().path().value().length() + 1;
      for (FetchItem item : items) {
        String file = item.planned().output().path().value().substring(start);
        files.add(file);
        for (int slash = file.lastIndexOf('/');
            slash > 0 && folders.add(file.substring(0, slash));
            slash = file.lastIndexOf('/', slash - 1)) {
          // Every folder on the way up, until one that is known.
        }
      }
    }

    void seal(OpenFolder folder, String prefix) throws IOException {
      for (String name : folder.names()) {
        String path = prefix + name;
        if (files.contains(path)) {
          continue;
        }
        Optional<FileState> state = folder.look(name);
        if (state.isPresent() && state.get().kind() == FileState.Kind.FOLDER) {
          try (OpenFolder inner = folder.open(name)) {
            seal(inner, path + "/");
          }
        } else if (state.isPresent() && state.get().kind() == FileState.Kind.FILE) {
          // Only files: the Build Event Protocol does not list the links in a tree.
          strays.add(path);
        }
      }
      if (!folder.mode().equals(OpenFolder.OUTPUT_MODE)) {
        folder.setMode(OpenFolder.OUTPUT_MODE);
        changed = true;
      }
    }

    MaterializeException problem(Path tree) {
      String more = strays.size() == 1 ? "" : " and %d more".formatted(strays.size() - 1);
      return new MaterializeException(
          MaterializeException.Kind.IN_THE_WAY,
          ("%s holds '%s'%s, which the build did not record; Bazel will make the tree anew unless"
                  + " you remove that.")
              .formatted(tree, strays.getFirst(), more));
    }
  }
}
