package dev.bwob.path;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An exec path: where an output is, relative to the exec root, such as {@code
 * bazel-out/k8-fastbuild/bin/x/y.o}.
 *
 * <p>Only an identifier; it does no I/O. It is never absolute or empty, has no {@code .}, {@code
 * ..} or empty segment and no NUL. Segments are Unicode; names that are not UTF-8 on disk can't be
 * held.
 */
public record OutputPath(String value) implements Comparable<OutputPath> {
  /**
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public OutputPath {
    String problem = problemOf(value);
    if (problem != null) {
      throw new IllegalArgumentException("not an exec path: '" + printable(value) + "' " + problem);
    }
  }

  private static @Nullable String problemOf(String value) {
    if (value.isEmpty()) {
      return "is empty";
    }
    if (value.charAt(0) == '/') {
      return "is absolute";
    }
    if (value.indexOf('\0') >= 0) {
      return "contains a NUL character";
    }
    int start = 0;
    while (start <= value.length()) {
      int end = value.indexOf('/', start);
      if (end < 0) {
        end = value.length();
      }
      int length = end - start;
      if (length == 0) {
        return "has an empty segment";
      }
      if (value.charAt(start) == '.'
          && (length == 1 || (length == 2 && value.charAt(start + 1) == '.'))) {
        return "has the segment '" + value.substring(start, end) + "'";
      }
      start = end + 1;
    }
    return null;
  }

  private static String printable(String value) {
    return value.replace("\0", "\\0").replace("\n", "\\n");
  }

  /** The last segment. */
  public String name() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  /** Everything before the last segment, without the slash; empty for a path of one segment. */
  public String directory() {
    int slash = value.lastIndexOf('/');
    return slash < 0 ? "" : value.substring(0, slash);
  }

  /** The path without its last segment; empty for a path of one segment. */
  public Optional<OutputPath> parent() {
    String directory = directory();
    return directory.isEmpty() ? Optional.empty() : Optional.of(new OutputPath(directory));
  }

  /** The path of something below this one. */
  public OutputPath resolve(String relative) {
    return new OutputPath(value + "/" + relative);
  }

  /** Whether this is below {@code ancestor} (not equal to it). */
  public boolean isBelow(OutputPath ancestor) {
    int length = ancestor.value.length();
    return value.length() > length
        && value.charAt(length) == '/'
        && value.startsWith(ancestor.value);
  }

  @Override
  public int compareTo(OutputPath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
