package dev.bwob.path;

import java.util.List;

/**
 * A pattern over exec paths: {@code *} and {@code ?} stand for characters of one name, {@code
 * [a-z]} and {@code [!a-z]} for one of some, {@code **} as a whole segment for any number of
 * directories, {@code {a,b}} for one of several patterns; a backslash makes the next character
 * plain. Names that begin with a dot are like any other. Matching takes no more than time
 * proportional to pattern length times path length.
 */
public final class Glob {
  private final String text;
  private final List<GlobAlternative> alternatives;

  private Glob(String text, List<GlobAlternative> alternatives) {
    this.text = text;
    this.alternatives = alternatives;
  }

  /**
   * Parses a glob that is relative to the exec root.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Glob parse(String text) {
    try {
      return new Glob(text, Braces.expand(text).stream().map(GlobAlternative::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a glob: '" + text + "': " + e.getMessage(), e);
    }
  }

  /** Whether a text has a character that means something in globs. */
  public static boolean hasWildcards(String text) {
    return text.chars().anyMatch(Glob::isSpecial);
  }

  /** The glob that matches this text only. */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpecial(c)) {
        quoted.append('\\');
      }
      quoted.append(c);
    }
    return quoted.toString();
  }

  private static boolean isSpecial(int c) {
    return c == '*' || c == '?' || c == '[' || c == '{' || c == '\\';
  }

  /** Whether it matches a whole exec path. */
  public boolean matches(String path) {
    int[] ends = segmentEnds(path);
    for (GlobAlternative alternative : alternatives) {
      if (alternative.matches(path, ends)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it could match something below a directory; empty for the exec root. */
  public boolean mayMatchBelow(String directory) {
    int[] ends = segmentEnds(directory);
    for (GlobAlternative alternative : alternatives) {
      if (alternative.mayMatchBelow(directory, ends)) {
        return true;
      }
    }
    return false;
  }

  /** The deepest directory that everything it matches is below; empty for the exec root. */
  public String fixedDirectory() {
    List<String> common = alternatives.getFirst().fixedDirectories();
    for (GlobAlternative alternative : alternatives) {
      List<String> names = alternative.fixedDirectories();
      int same = 0;
      while (same < common.size()
          && same < names.size()
          && common.get(same).equals(names.get(same))) {
        same++;
      }
      common = common.subList(0, same);
    }
    return String.join("/", common);
  }

  private static int[] segmentEnds(String path) {
    if (path.isEmpty()) {
      return new int[0];
    }
    int count = 1;
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '/') {
        count++;
      }
    }
    int[] ends = new int[count];
    int next = 0;
    for (int i = 0; i < path.length(); i++) {
      if (path.charAt(i) == '/') {
        ends[next++] = i;
      }
    }
    ends[next] = path.length();
    return ends;
  }

  @Override
  public String toString() {
    return text;
  }
}
