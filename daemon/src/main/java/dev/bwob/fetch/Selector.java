package dev.bwob.fetch;

import com.google.re2j.Pattern;
import dev.bwob.path.Glob;
import java.util.List;

/** What one pattern of a request means. */
public sealed interface Selector {
  /** Targets, by label. */
  record Labels(LabelPattern pattern) implements Selector {}

  /**
   * A file, a tree artifact with all its files, or everything below a directory.
   *
   * @param path an exec path; empty for everything
   */
  record AtPath(String path) implements Selector {}

  /** Every file, link and tree artifact whose exec path matches. */
  record Matching(Glob glob) implements Selector {}

  /** Every file, link and tree artifact in whose exec path the expression is found. */
  record Containing(Pattern regex) implements Selector {}

  /**
   * A path through {@code bazel-bin} or the like where no such link is on disk: in the
   * configuration that was built last.
   *
   * @param root {@code bin}, {@code testlogs} or the like; empty for the configuration's folder
   * @param rest the path (or glob) below it; may be empty
   */
  record InSomeConfiguration(String root, String rest, boolean glob) implements Selector {}

  /** The first of these that selects anything. */
  record FirstOf(List<Selector> alternatives) implements Selector {
    public FirstOf {
      alternatives = List.copyOf(alternatives);
    }
  }
}
