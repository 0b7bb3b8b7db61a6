package dev.bwob.index;

import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What is at a path now. The latest record of a path wins: by the start of its build, then by the
 * order in which one build wrote.
 *
 * <p>Safe for use by many threads; readers see whole batches of a recorder, also while it writes.
 */
public interface OutputIndex {
  /** What is recorded at exactly this path; empty when nothing is. */
  Optional<RecordedOutput> find(Workspace workspace, OutputPath path);

  /**
   * Visits what is recorded at or below a directory, directory by directory, names in order within
   * each. Holds no more than a page in memory.
   *
   * @param directory an exec path without a slash at its end; empty for everything
   * @param directories which directories to look into at all: told each directory's exec path
   */
  void scan(
      Workspace workspace, String directory, Predicate<String> directories, OutputVisitor visitor);

  /** Paths now known, over all workspaces. */
  long size();
}
