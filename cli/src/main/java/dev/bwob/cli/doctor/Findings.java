package dev.bwob.cli.doctor;

import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.console.Style;

/** Prints what the doctor finds, line by line, and remembers whether something is wrong. */
final class Findings {
  private final Console console;
  private boolean problem;

  Findings(Console console) {
    this.console = console;
  }

  void ok(String subject, String text) {
    print("ok", console.style().green("ok     "), subject, text);
  }

  void warn(String subject, String text) {
    print("warning", console.style().yellow("warn   "), subject, text);
  }

  void problem(String subject, String text) {
    problem = true;
    print("problem", console.style().red("PROBLEM"), subject, text);
  }

  /** Something to do next; no state. */
  void next(String text) {
    print("next", "next   ", "", text);
  }

  boolean hasProblem() {
    return problem;
  }

  private void print(String mark, String shown, String subject, String text) {
    if (console.json()) {
      console.print(
          JsonLine.of("finding").put("mark", mark).put("subject", subject).put("text", text));
    } else {
      console.print(
          subject.isEmpty()
              ? shown + "  " + Style.printable(text)
              : "%s  %-10s %s".formatted(shown, subject, Style.printable(text)));
    }
  }
}
