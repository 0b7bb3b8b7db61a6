package dev.bwob.fetch;

import java.util.List;

/** Where a path that somebody typed lies. */
sealed interface TypedPath {
  /** Relative to the exec root, links of the workspace resolved. */
  record InExecRoot(List<String> segments) implements TypedPath {}

  /**
   * Below {@code bazel-bin} or the like, where no link tells the configuration.
   *
   * @param root {@code bin} or the like; empty for the configuration's folder itself
   */
  record InSomeConfiguration(String root, List<String> segments) implements TypedPath {}

  /** Relative to the workspace, outside the output tree. */
  record InWorkspace(List<String> segments) implements TypedPath {}

  /** Neither in the workspace nor in the exec root. */
  record Elsewhere(String absolute) implements TypedPath {}
}
