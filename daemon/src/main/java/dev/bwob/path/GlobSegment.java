package dev.bwob.path;

import java.util.ArrayList;
import java.util.List;

/**
 * One segment of a glob: literal characters, {@code *}, {@code ?} and classes such as {@code
 * [a-z]}. Never matches a slash. Takes time proportional to the product of the two lengths at most.
 */
final class GlobSegment {
  private static final int ANY = -1;
  private static final int STAR = -2;
  private static final int FIRST_CLASS = -3;

  private final int[] tokens;
  private final List<CharacterClass> classes;

  private GlobSegment(int[] tokens, List<CharacterClass> classes) {
    this.tokens = tokens;
    this.classes = classes;
  }

  /** Compiles a segment, in which a backslash takes away the meaning of the next character. */
  static GlobSegment parse(String text) {
    List<Integer> tokens = new ArrayList<>();
    List<CharacterClass> classes = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '*' -> {
          if (tokens.isEmpty() || tokens.getLast() != STAR) {
            tokens.add(STAR);
          }
        }
        case '?' -> tokens.add(ANY);
        case '[' -> {
          int end = CharacterClass.endOf(text, i);
          tokens.add(FIRST_CLASS - classes.size());
          classes.add(CharacterClass.parse(text.substring(i, end)));
          i = end + 1;
        }
        case '\\' -> {
          if (i == text.length()) {
            throw new IllegalArgumentException("nothing follows the last '\\'");
          }
          int escaped = text.codePointAt(i);
          i += Character.charCount(escaped);
          tokens.add(escaped);
        }
        default -> tokens.add(c);
      }
    }
    return new GlobSegment(tokens.stream().mapToInt(Integer::intValue).toArray(), classes);
  }

  /** Whether it stands for one name only. */
  boolean isLiteral() {
    for (int token : tokens) {
      if (token < 0) {
        return false;
      }
    }
    return true;
  }

  /** The name that a literal segment stands for. */
  String literal() {
    return new String(tokens, 0, tokens.length);
  }

  /** Whether it matches {@code path[start, end)}. */
  boolean matches(String path, int start, int end) {
    int position = start;
    int token = 0;
    int lastStar = -1;
    int resume = 0;
    while (position < end) {
      int c = path.codePointAt(position);
      if (token < tokens.length && tokens[token] == STAR) {
        lastStar = token++;
        resume = position;
      } else if (token < tokens.length && accepts(tokens[token], c)) {
        token++;
        position += Character.charCount(c);
      } else if (lastStar >= 0) {
        // Let the last star take one character more: earlier stars need never be tried again.
        resume += Character.charCount(path.codePointAt(resume));
        position = resume;
        token = lastStar + 1;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == STAR) {
      token++;
    }
    return token == tokens.length;
  }

  private boolean accepts(int token, int c) {
    if (token >= 0) {
      return token == c;
    }
    return token == ANY || classes.get(FIRST_CLASS - token).contains(c);
  }
}
