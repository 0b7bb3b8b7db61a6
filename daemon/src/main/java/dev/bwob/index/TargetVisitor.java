package dev.bwob.index;

/** Is shown targets one by one. */
@FunctionalInterface
public interface TargetVisitor {
  /** Returns false to see no more. */
  boolean visit(RecordedTarget target);
}
