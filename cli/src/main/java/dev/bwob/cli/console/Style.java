package dev.bwob.cli.console;

/**
 * Colours of text on a terminal, by the ANSI escapes that every terminal knows.
 *
 * @param colored false leaves every text as it is
 */
public record Style(boolean colored) {
  public String bold(String text) {
    return sgr("1", text);
  }

  public String red(String text) {
    return sgr("31", text);
  }

  public String green(String text) {
    return sgr("32", text);
  }

  public String yellow(String text) {
    return sgr("33", text);
  }

  private String sgr(String code, String text) {
    return colored ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** The text with what could move a terminal's cursor, or end the line, written visibly. */
  public static String printable(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder visible = new StringBuilder();
    text.chars()
        .forEach(c -> {
          if (Character.isISOControl(c)) {
            visible.append("\\x%02x".formatted(c));
          } else {
            visible.append((char) c);
          }
        });
    return visible.toString();
  }
}
