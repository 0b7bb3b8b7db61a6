package dev.bwob.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A glob without braces: segments, of which some are {@code **}.
 *
 * @param segments empty stands for {@code **}
 */
record GlobAlternative(List<Optional<GlobSegment>> segments) {
  private static final String ANY_DEPTH = "**";

  GlobAlternative {
    segments = List.copyOf(segments);
  }

  static GlobAlternative parse(String text) {
    List<Optional<GlobSegment>> segments = new ArrayList<>();
    for (String segment : text.split("/", -1)) {
      if (segment.isEmpty()) {
        throw new IllegalArgumentException("it has an empty segment");
      }
      if (segment.equals(".") || segment.equals("..")) {
        throw new IllegalArgumentException("it has the segment '" + segment + "'");
      }
      segments.add(
          segment.equals(ANY_DEPTH) ? Optional.empty() : Optional.of(GlobSegment.parse(segment)));
    }
    return new GlobAlternative(segments);
  }

  /**
   * Whether it matches a path.
   *
   * @param ends where each segment of the path ends
   */
  boolean matches(String path, int[] ends) {
    int position = 0;
    int segment = 0;
    int lastAnyDepth = -1;
    int resume = 0;
    while (position < ends.length) {
      if (segment < segments.size() && segments.get(segment).isEmpty()) {
        lastAnyDepth = segment++;
        resume = position;
      } else if (segment < segments.size() && matchesAt(segment, path, ends, position)) {
        segment++;
        position++;
      } else if (lastAnyDepth >= 0) {
        position = ++resume;
        segment = lastAnyDepth + 1;
      } else {
        return false;
      }
    }
    // A last '**' that has met no segment has matched nothing: 'a/**' is not 'a'.
    return segment == segments.size();
  }

  /** Whether some path below a directory could match. */
  boolean mayMatchBelow(String directory, int[] ends) {
    boolean[] at = new boolean[segments.size() + 1];
    at[0] = true;
    for (int position = 0; position < ends.length; position++) {
      skipAnyDepth(at);
      boolean[] next = new boolean[at.length];
      for (int segment = 0; segment < segments.size(); segment++) {
        if (at[segment] && segments.get(segment).isEmpty()) {
          next[segment] = true;
        } else if (at[segment] && matchesAt(segment, directory, ends, position)) {
          next[segment + 1] = true;
        }
      }
      at = next;
    }
    for (int segment = 0; segment < segments.size(); segment++) {
      if (at[segment]) {
        return true;
      }
    }
    return false;
  }

  /** The names of the directories that every match is below. */
  List<String> fixedDirectories() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < segments.size() - 1; i++) {
      Optional<GlobSegment> segment = segments.get(i);
      if (segment.isEmpty() || !segment.get().isLiteral()) {
        break;
      }
      names.add(segment.get().literal());
    }
    return names;
  }

  private void skipAnyDepth(boolean[] at) {
    for (int segment = 0; segment < segments.size(); segment++) {
      if (at[segment] && segments.get(segment).isEmpty()) {
        at[segment + 1] = true;
      }
    }
  }

  private boolean matchesAt(int segment, String path, int[] ends, int position) {
    int start = position == 0 ? 0 : ends[position - 1] + 1;
    return segments.get(segment).orElseThrow().matches(path, start, ends[position]);
  }
}
