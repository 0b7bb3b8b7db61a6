package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every command of the README does what the README shows. A block says in which of these worlds it
 * runs; blocks of one world run in one shell, in the page's order.
 *
 * <ul>
 *   <li>{@code clone}: in a clone of the repository, which is built. {@code ./check} does nothing
 *       there: it is what runs this test.
 *   <li>{@code tour}: in a Bazel workspace (that of the demo), with {@code bazel}, {@code bwob}
 *       and, at {@code $CACHE}, a cache that has a full build.
 * </ul>
 */
final class ReadmeIT {
  private static final Set<String> WORLDS = Set.of("clone", "tour");

  /** Where the README's commands write files; here it is the test's own folder. */
  private static final String SHOWN_FOLDER = "/tmp/";

  @TempDir private Path folder;

  private static List<ConsoleBlock> blocks() {
    return ConsoleBlock.parse(
        new String(
            TestFiles.read(TestFiles.repository().resolve("README.md")), StandardCharsets.UTF_8));
  }

  private static List<ConsoleBlock.Step> steps(String world) {
    return blocks().stream()
        .filter(block -> block.world().equals(world))
        .flatMap(block -> block.steps().stream())
        .toList();
  }

  @Test
  void everyBlockIsTested() {
    List<Integer> untested =
        blocks().stream()
            .filter(block -> !WORLDS.contains(block.world()))
            .map(ConsoleBlock::line)
            .toList();

    assertEquals(List.of(), untested, "lines of README.md with blocks that no test runs");
    assertFalse(blocks().isEmpty());
  }

  @Test
  void cloneDoesWhatIsShown() {
    Path clone = TestFiles.createFolder(folder.resolve("clone"));
    Path programs = TestFiles.createFolder(folder.resolve("programs"));
    try (Bwob bwob = new Bwob(folder.resolve("b"))) {
      Shell.writeProgram(clone.resolve("bwob"), bwob.command());
      Shell.writeProgram(clone.resolve("check"), List.of("true"));

      doAsShown(new Shell(clone, programs, bwob.environment()), steps("clone"), Map.of());
    }
  }

  @Test
  void tourDoesWhatIsShown() {
    RealComponent.require(RealComponent.BAZEL, RealComponent.BUILDGRID);
    Path workspace =
        TestFiles.copy(
            TestFiles.repository().resolve("demo/workspace"), folder.resolve("src/demo"));
    TestFiles.copy(
        TestFiles.repository().resolve("integration-tests/workspace/third_party/rules_cc"),
        folder.resolve("src/rules_cc"));
    Path programs = TestFiles.createFolder(folder.resolve("programs"));
    try (BuildGridServer cache = BuildGridServer.start(folder.resolve("cache"));
        Bwob bwob = new Bwob(folder.resolve("b"))) {
      try (RealBazel full = RealBazel.in(workspace, folder.resolve("full"))) {
        full.build("//...", "--remote_cache=grpc://" + cache.endpoint());
      }
      try (RealBazel bazel = RealBazel.in(workspace, folder.resolve("minimal"))) {
        Shell.writeProgram(programs.resolve("bazel"), bazel.command());
        Shell.writeProgram(programs.resolve("bwob"), bwob.command());
        Map<String, String> variables = new HashMap<>(bwob.environment());
        variables.put("CACHE", cache.endpoint());

        doAsShown(
            new Shell(workspace, programs, variables),
            steps("tour"),
            Map.of(SHOWN_FOLDER, folder + "/"));
      }
    }
  }

  /**
   * @param names what the page calls things, and what they are called here
   */
  private static void doAsShown(
      Shell shell, List<ConsoleBlock.Step> steps, Map<String, String> names) {
    assertFalse(steps.isEmpty(), "the README has no block of this world");
    List<Shell.Ran> ran =
        shell.run(steps.stream().map(step -> replace(step.command(), names)).toList());
    assertEquals(steps.size(), ran.size(), "commands that ended");
    Map<String, String> back =
        names.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    List<String> different = new ArrayList<>();
    for (int i = 0; i < ran.size(); i++) {
      ConsoleBlock.Step step = steps.get(i);
      List<String> printed = ran.get(i).output().stream().map(line -> replace(line, back)).toList();
      boolean mayFail = step.outputShown() && !step.output().equals(List.of("..."));
      if ((ran.get(i).exitCode() != 0 && !mayFail)
          || (step.outputShown() && !ShownOutput.matches(step.output(), printed))) {
        different.add(
            "$ %s\n%s\n(exit code %d)"
                .formatted(step.command(), String.join("\n", printed), ran.get(i).exitCode()));
      }
    }
    assertTrue(
        different.isEmpty(),
        () -> "not as the README shows, but so:\n" + String.join("\n", different));
  }

  private static String replace(String text, Map<String, String> names) {
    String replaced = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      replaced = replaced.replace(name.getKey(), name.getValue());
    }
    return replaced;
  }
}
