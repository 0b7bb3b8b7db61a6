package dev.bwob.cli.rc;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line of a settings file into words, as Bazel does: much like a shell, without any
 * expansion.
 */
final class RcWords {
  private RcWords() {}

  /**
   * Words are apart by spaces and tabs. Quotes of both kinds keep those in a word, a backslash
   * takes the next character as it is (in quotes too), and "#" outside of quotes begins a comment.
   */
  static List<String> split(String line, RcOrigin origin) throws RcException {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        inWord = true;
      } else if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        inWord = true;
      } else if (c == '#') {
        break;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new RcException(origin, "a quotation mark (%c) is not closed.".formatted(quote));
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
