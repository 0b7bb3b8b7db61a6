package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the commands of a {@link ConsoleBlock} as a person would: one after the other in one shell.
 *
 * @param folder where it starts
 * @param programs a folder that comes first in the search path
 * @param variables added to the environment
 */
record Shell(Path folder, Path programs, Map<String, String> variables) {
  private static final String END = "-- end of command, exit code ";
  private static final long PATIENCE_SECONDS = 180;

  /** What became of one command; its output is both streams. */
  record Ran(int exitCode, List<String> output) {}

  /** Writes a program that runs these words, with its own arguments after them. */
  static void writeProgram(Path file, List<String> words) {
    String quoted =
        words.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    TestFiles.write(file, "#!/bin/sh\nexec " + quoted + " \"$@\"\n");
    TestFiles.permissions(file, "rwxr-xr-x");
  }

  /** Runs commands; what a later one sees depends on the earlier ones. */
  List<Ran> run(List<String> commands) {
    StringBuilder script = new StringBuilder("exec 2>&1 </dev/null\n");
    for (String command : commands) {
      script.append(command).append("\necho \"").append(END).append("$?\"\n");
    }
    Path file = TestFiles.write(programs.resolve("script"), script.toString());
    Path out = programs.resolve("script.out");
    try {
      ProcessBuilder builder = new ProcessBuilder("sh", file.toString()).directory(folder.toFile());
      builder.environment().putAll(variables);
      builder.environment().merge("PATH", programs + ":", (path, first) -> first + path);
      // Not a pipe: a daemon that is started may hold it open.
      Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("does not end: " + commands);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    return split(new String(TestFiles.read(out), StandardCharsets.UTF_8));
  }

  private static List<Ran> split(String text) {
    List<Ran> ran = new ArrayList<>();
    List<String> output = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int end = line.indexOf(END);
      if (end < 0) {
        output.add(line);
        continue;
      }
      if (end > 0) {
        output.add(line.substring(0, end));
      }
      ran.add(new Ran(Integer.parseInt(line.substring(end + END.length())), List.copyOf(output)));
      output.clear();
    }
    return ran;
  }
}
