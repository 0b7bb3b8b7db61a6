package dev.bwob.fetch;

import dev.bwob.index.RecordedOutput;

/** Is shown what a request selects, one by one. */
@FunctionalInterface
public interface SelectionVisitor {
  /**
   * Takes an output. Returns false to see no more.
   *
   * @param pattern the pattern that selected it, as typed
   */
  boolean visit(String pattern, RecordedOutput output);
}
