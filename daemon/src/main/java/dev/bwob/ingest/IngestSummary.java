package dev.bwob.ingest;

import java.util.List;
import java.util.Optional;

/**
 * What a reader found.
 *
 * @param invocationIds the invocations recorded, in the order of the input; nearly always one
 * @param progress the counts at the end
 * @param unknownEvents events of a kind that this version does not know; they are left out
 * @param warningCount entries left out or recorded in part because something about them is wrong
 * @param warnings the first of these, a sentence each
 * @param cut where and why the input ends early; empty when it is whole
 */
public record IngestSummary(
    List<String> invocationIds,
    IngestProgress progress,
    long unknownEvents,
    long warningCount,
    List<String> warnings,
    Optional<String> cut) {
  public IngestSummary {
    invocationIds = List.copyOf(invocationIds);
    warnings = List.copyOf(warnings);
  }
}
