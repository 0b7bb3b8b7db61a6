package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of the README. */
final class DemoIT {
  private static final Pattern TEMPORARY = Pattern.compile("(/\\S*/bwob-demo-[^/\\s]+)/");

  @TempDir private Path folder;

  @Test
  void demoRunsTheFetchedProgramAndCleansUp() {
    Path temporary = TestFiles.createFolder(folder.resolve("t"));
    try (Bwob bwob =
        new Bwob(
            folder.resolve("b"), Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary))) {
      Bwob.Outcome outcome = bwob.run(folder, "demo").expect(0);

      List<String> lines = outcome.out().lines().toList();
      int program =
          lines.indexOf(
              lines.stream()
                  .filter(line -> line.matches("\\$ /.*/deploy"))
                  .findFirst()
                  .orElseThrow());
      assertFalse(lines.get(program + 1).isBlank(), outcome::out);
      Matcher made = TEMPORARY.matcher(outcome.out());
      assertTrue(made.find(), outcome::out);
      assertFalse(Files.exists(Path.of(made.group(1))));
      assertEquals(List.of(), TestFiles.list(temporary));
      // The user's own daemon is not the demo's.
      assertFalse(bwob.listens());
    }
  }
}
