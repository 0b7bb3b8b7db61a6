package dev.bwob.cli.console;

/** Numbers of things, for people. */
public final class Count {
  private Count() {}

  /** "1 output", "2 outputs". */
  public static String text(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
