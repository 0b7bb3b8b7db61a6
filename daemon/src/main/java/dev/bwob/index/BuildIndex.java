package dev.bwob.index;

import dev.bwob.output.Invocation;
import dev.bwob.output.Workspace;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which builds are known, and what each said it produced: label, then aspect and configuration,
 * then output groups, then files.
 *
 * <p>Safe for use by many threads.
 */
public interface BuildIndex {
  /** Every workspace with a record, the one with the latest build first. */
  List<Workspace> workspaces();

  /** The kept invocations of a workspace (or of all, when empty), latest start first. */
  List<Invocation> invocations(Optional<Workspace> workspace);

  /**
   * The invocations whose id starts so; at most two are returned, which is enough to see that it is
   * ambiguous. One whose id is exactly this comes first.
   */
  List<Invocation> invocationsById(String prefix);

  /**
   * What was said of targets whose label the predicate likes, latest invocation first; every
   * configuration and aspect.
   *
   * @param invocationId only this invocation; empty for all of the workspace
   * @param labelPrefix only labels that start so; empty for all. Spares looking at the others
   */
  void targets(
      Workspace workspace,
      String invocationId,
      String labelPrefix,
      Predicate<String> labels,
      TargetVisitor visitor);

  /**
   * Visits every file of an output group once, walking the DAG of named sets with each set visited
   * once.
   *
   * @throws IndexException when the invocation is no longer kept
   */
  void files(RecordedGroup group, OutputVisitor visitor);
}
