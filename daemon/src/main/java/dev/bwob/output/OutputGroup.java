package dev.bwob.output;

import java.util.List;

/**
 * An output group of a target: what it produced under a name, such as {@code default}.
 *
 * @param setIds the named sets whose files it is made of
 * @param incomplete some file of it failed to build
 */
public record OutputGroup(String name, List<String> setIds, boolean incomplete) {
  /** The name of the group that {@code bazel build} asks for when nothing else is said. */
  public static final String DEFAULT = "default";

  public OutputGroup {
    setIds = List.copyOf(setIds);
  }
}
