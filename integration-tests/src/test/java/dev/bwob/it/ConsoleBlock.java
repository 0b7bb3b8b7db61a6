package dev.bwob.it;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a page in Markdown that shows commands, and says by a comment before it where a
 * test runs them:
 *
 * <pre>
 * &lt;!-- tested: tour --&gt;
 * ```console
 * $ bwob ls //app:deploy
 * bazel-out/k8-fastbuild/bin/app/deploy
 * ...
 * ```
 * </pre>
 *
 * <p>In a {@code console} block a line with "$ " is a command (its last "\" continues it in the
 * next line) and the lines up to the next one are all that it prints, on both streams. Of these,
 * {@code ...} alone stands for any number of lines, and within a line for any text. A command that
 * fails has to show what it says. In a block of any other kind each line is a command that
 * succeeds, whose output is not looked at.
 *
 * @param world where a test runs it; empty when it does not say
 * @param line of its fence, from 1
 */
record ConsoleBlock(String world, int line, List<Step> steps) {
  private static final Pattern MARK = Pattern.compile("<!-- tested: (\\S+) -->");
  private static final Pattern FENCE = Pattern.compile("```(\\w*)");

  /**
   * A command and what it prints.
   *
   * @param output its lines; none when the page does not show them
   */
  record Step(String command, List<String> output, boolean outputShown) {}

  /** All blocks of a page, without those of kinds that hold no commands. */
  static List<ConsoleBlock> parse(String page) {
    List<ConsoleBlock> blocks = new ArrayList<>();
    List<String> lines = page.lines().toList();
    String world = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher mark = MARK.matcher(lines.get(i).strip());
      Matcher fence = FENCE.matcher(lines.get(i).strip());
      if (mark.matches()) {
        world = mark.group(1);
      } else if (fence.matches()) {
        int begin = i + 1;
        for (i = begin; i < lines.size() && !lines.get(i).strip().equals("```"); i++) {}
        List<String> content = lines.subList(begin, i);
        switch (fence.group(1)) {
          case "console" -> blocks.add(new ConsoleBlock(world, begin, transcript(content)));
          case "", "sh", "bash", "shell" ->
              blocks.add(new ConsoleBlock(world, begin, commands(content)));
          default -> {}
        }
        world = "";
      } else if (!lines.get(i).isBlank()) {
        world = "";
      }
    }
    return blocks;
  }

  private static List<Step> commands(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.isBlank() && !line.strip().startsWith("#"))
        .map(line -> new Step(line.strip(), List.of(), /* outputShown= */ false))
        .toList();
  }

  private static List<Step> transcript(List<String> lines) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < lines.size(); ) {
      if (!lines.get(i).startsWith("$ ")) {
        throw new IllegalArgumentException("Output before any command: " + lines.get(i));
      }
      StringBuilder command = new StringBuilder(lines.get(i++).substring(2));
      while (command.toString().endsWith("\\") && i < lines.size()) {
        command.append('\n').append(lines.get(i++));
      }
      List<String> output = new ArrayList<>();
      while (i < lines.size() && !lines.get(i).startsWith("$ ")) {
        output.add(lines.get(i++));
      }
      steps.add(new Step(command.toString(), List.copyOf(output), /* outputShown= */ true));
    }
    return steps;
  }
}
