package dev.bwob.index;

/** Is shown outputs one by one. */
@FunctionalInterface
public interface OutputVisitor {
  /** Returns false to see no more. */
  boolean visit(RecordedOutput output);
}
