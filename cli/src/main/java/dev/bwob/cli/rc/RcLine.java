package dev.bwob.cli.rc;

import java.util.List;

/**
 * Flags for a verb, as one line of a settings file has them.
 *
 * @param section a verb's first word, "common" or "always"
 * @param words flags, and values that stand apart from theirs
 */
public record RcLine(String section, List<String> words, RcOrigin origin) {
  public RcLine {
    words = List.copyOf(words);
  }
}
