package dev.bwob.index;

import java.util.List;

/**
 * An output group with what the index needs to find its files.
 *
 * @param invocationId the invocation whose record it is
 * @param sets the index's own numbers of the named sets; meaningful to the index that gave them
 *     only
 */
public record RecordedGroup(String name, boolean incomplete, String invocationId, List<Long> sets) {
  public RecordedGroup {
    sets = List.copyOf(sets);
  }
}
