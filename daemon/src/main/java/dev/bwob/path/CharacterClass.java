package dev.bwob.path;

import java.util.ArrayList;
import java.util.List;

/**
 * The characters between brackets in a glob: {@code [abc]}, {@code [a-z]}, {@code [!a-z]}.
 *
 * @param ranges pairs of first and last character
 */
record CharacterClass(boolean negated, List<int[]> ranges) {
  CharacterClass {
    ranges = List.copyOf(ranges);
  }

  /** Where the closing bracket is of a class whose opening one is just before {@code start}. */
  static int endOf(String text, int start) {
    int first = start < text.length() && isNegation(text.charAt(start)) ? start + 1 : start;
    // A closing bracket that comes first stands for itself.
    int end = text.indexOf(']', first + 1);
    if (end < 0) {
      throw new IllegalArgumentException("the '[' is not closed in the same segment");
    }
    return end;
  }

  static CharacterClass parse(String inside) {
    boolean negated = isNegation(inside.charAt(0));
    int[] characters = inside.substring(negated ? 1 : 0).codePoints().toArray();
    List<int[]> ranges = new ArrayList<>();
    for (int i = 0; i < characters.length; i++) {
      if (i + 2 < characters.length && characters[i + 1] == '-') {
        if (characters[i] > characters[i + 2]) {
          throw new IllegalArgumentException("the range in '[" + inside + "]' is backwards");
        }
        ranges.add(new int[] {characters[i], characters[i + 2]});
        i += 2;
      } else {
        ranges.add(new int[] {characters[i], characters[i]});
      }
    }
    return new CharacterClass(negated, ranges);
  }

  boolean contains(int c) {
    for (int[] range : ranges) {
      if (c >= range[0] && c <= range[1]) {
        return !negated;
      }
    }
    return negated;
  }

  private static boolean isNegation(char c) {
    return c == '!' || c == '^';
  }
}
