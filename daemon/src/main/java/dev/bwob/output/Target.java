package dev.bwob.output;

import java.util.List;

/**
 * What a build said of one target in one configuration, or of one aspect on it.
 *
 * @param label as the build wrote it; canonical
 * @param aspect the aspect's name; empty for the target itself
 * @param configuration the configuration's id; empty if the build named none
 * @param kind the rule's kind, such as {@code genrule rule}; may be empty
 * @param success whether all of it was built
 * @param aborted why nothing was built, when the build said so; else empty
 */
public record Target(
    String label,
    String aspect,
    String configuration,
    String kind,
    boolean success,
    List<OutputGroup> groups,
    String aborted) {
  public Target {
    groups = List.copyOf(groups);
  }
}
