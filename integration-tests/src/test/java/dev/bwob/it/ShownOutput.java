package dev.bwob.it;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares what a page shows with what a command printed, but for what is never the same twice. */
final class ShownOutput {
  /** Ids, times, speeds, process ids, and all of a path up to the exec root. */
  private static final List<Pattern> NEVER_THE_SAME =
      List.of(
          Pattern.compile("\\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b"),
          Pattern.compile("\\b\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d(:\\d\\d)?\\b"),
          Pattern.compile("\\b\\d+([.,]\\d+)?(?= ?(ms|s|seconds)\\b)"),
          Pattern.compile("(?<=\\bprocess )\\d+"),
          Pattern.compile("/\\S*(?=/execroot/)"));

  private ShownOutput() {}

  /** Whether a command printed what is shown. */
  static boolean matches(List<String> shown, List<String> printed) {
    String pattern =
        shown.stream()
            .map(line -> line.strip().equals("...") ? "(?:.*\n)*?" : quoted(masked(line)) + "\n")
            .collect(Collectors.joining());
    String text = printed.stream().map(line -> masked(line) + "\n").collect(Collectors.joining());
    return Pattern.matches(pattern, text);
  }

  private static String quoted(String line) {
    return List.of(line.stripTrailing().split("\\.\\.\\.", -1)).stream()
        .map(Pattern::quote)
        .collect(Collectors.joining(".*"));
  }

  private static String masked(String line) {
    String masked = line.stripTrailing();
    for (Pattern pattern : NEVER_THE_SAME) {
      masked = pattern.matcher(masked).replaceAll("<>");
    }
    return masked;
  }
}
