package dev.bwob.fetch;

import dev.bwob.index.RecordedOutput;
import java.util.List;

/**
 * What a request selected.
 *
 * @param outputs each path once, in the order in which they were found
 */
public record Selection(Scope scope, List<RecordedOutput> outputs) {
  public Selection {
    outputs = List.copyOf(outputs);
  }
}
