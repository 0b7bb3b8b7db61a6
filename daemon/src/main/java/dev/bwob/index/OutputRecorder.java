package dev.bwob.index;

import dev.bwob.output.Invocation;

/**
 * Writes the index. Several invocations may be recorded at once, each through its own {@link
 * InvocationRecorder}.
 */
public interface OutputRecorder {
  /**
   * Begins to record an invocation. One with the same id that is known already is replaced: its
   * targets go now, its paths as they are written anew.
   *
   * @param invocation in state RUNNING
   * @throws IndexException when the index can't be written
   */
  InvocationRecorder begin(Invocation invocation);

  /**
   * Forgets an invocation, and the paths whose latest record is its own.
   *
   * @return how many paths are no longer known; empty when there is no such invocation
   */
  java.util.OptionalLong forget(String invocationId);
}
