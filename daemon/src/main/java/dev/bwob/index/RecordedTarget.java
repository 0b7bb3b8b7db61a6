package dev.bwob.index;

import java.util.List;

/**
 * What one invocation said of one target in one configuration, or of an aspect on it. Fields as in
 * {@link dev.bwob.output.Target}.
 *
 * @param invocationId the invocation that said so
 */
public record RecordedTarget(
    String invocationId,
    String label,
    String aspect,
    String configuration,
    String kind,
    boolean success,
    List<RecordedGroup> groups,
    String aborted) {
  public RecordedTarget {
    groups = List.copyOf(groups);
  }
}
