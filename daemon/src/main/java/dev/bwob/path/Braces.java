package dev.bwob.path;

import java.util.ArrayList;
import java.util.List;

/** Expands {@code {a,b}} in globs: {@code x{a,b}y} is {@code xay} or {@code xby}. */
final class Braces {
  /** A pattern that means more than this is a mistake, or an attack. */
  private static final int MAX_ALTERNATIVES = 1024;

  private Braces() {}

  static List<String> expand(String text) {
    List<String> done = new ArrayList<>();
    List<String> open = new ArrayList<>(List.of(text));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      int start = find(next, 0, '{');
      if (start < 0) {
        done.add(next);
      } else {
        open.addAll(expandAt(next, start).reversed());
      }
      if (done.size() + open.size() > MAX_ALTERNATIVES) {
        throw new IllegalArgumentException(
            "its braces stand for more than " + MAX_ALTERNATIVES + " patterns");
      }
    }
    return done;
  }

  private static List<String> expandAt(String text, int start) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int partStart = start + 1;
    for (int i = start; i < text.length(); i = after(text, i)) {
      switch (text.charAt(i)) {
        case '{' -> depth++;
        case '}' -> depth--;
        case ',' -> {
          if (depth == 1) {
            parts.add(text.substring(partStart, i));
            partStart = i + 1;
          }
        }
        default -> {}
      }
      if (depth == 0) {
        parts.add(text.substring(partStart, i));
        String before = text.substring(0, start);
        String rest = text.substring(i + 1);
        return parts.stream().map(part -> before + part + rest).toList();
      }
    }
    throw new IllegalArgumentException("the '{' is not closed");
  }

  private static int find(String text, int from, char wanted) {
    for (int i = from; i < text.length(); i = after(text, i)) {
      if (text.charAt(i) == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** The next index at which a brace would mean something. */
  private static int after(String text, int i) {
    return switch (text.charAt(i)) {
      case '\\' -> i + 2;
      case '[' -> {
        int end = text.indexOf(']', Math.min(i + 2, text.length()));
        int slash = text.indexOf('/', i);
        yield end < 0 || (slash >= 0 && slash < end) ? i + 1 : end + 1;
      }
      default -> i + 1;
    };
  }
}
