package dev.bwob.index;

import dev.bwob.output.Invocation;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.Target;

/**
 * Records one invocation. What was given is visible and durable (after {@link #flush}, and every so
 * many records), batch by batch. One thread at a time.
 *
 * <p>Closing without {@link #finish} keeps what came and marks the invocation as cut.
 */
public interface InvocationRecorder extends AutoCloseable {
  /** An output that is in no named set: of a published action, a tree artifact, a test. */
  void output(Output output);

  /**
   * A set; its files become what is at their paths. @throws IllegalArgumentException when it names
   * a child that was not recorded before
   */
  void namedSet(NamedSet set);

  /**
   * A target that is done. @throws IllegalArgumentException when it names a set that was not
   * recorded before
   */
  void target(Target target);

  /** Makes everything given so far durable. @throws IndexException when that fails */
  void flush();

  /**
   * Seals the record. {@code ended} is the invocation in state FINISHED or CUT. @throws
   * IllegalArgumentException when its id, workspace or start is not the one that was begun
   */
  void finish(Invocation ended);

  @Override
  void close();
}
