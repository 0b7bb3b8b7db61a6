package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.it.ConsoleBlock.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How pages show commands. */
final class ConsoleBlockTest {
  @Test
  void blocksSayWhereTheyRun() {
    List<ConsoleBlock> blocks =
        ConsoleBlock.parse(
            """
            <!-- tested: here -->
            ```console
            $ one \\
              two
            printed

            $ three
            ```
            text
            ```sh
            # a comment
            ./check   # another
            ```
            ```json
            {}
            ```
            """);

    assertEquals(
        List.of(
            new ConsoleBlock(
                "here",
                2,
                List.of(
                    new Step("one \\\n  two", List.of("printed", ""), true),
                    new Step("three", List.of(), true))),
            new ConsoleBlock("", 10, List.of(new Step("./check   # another", List.of(), false)))),
        blocks);
  }

  @Test
  void markHoldsForTheNextBlockOnly() {
    assertEquals(
        "", ConsoleBlock.parse("<!-- tested: here -->\ntext\n```\nx\n```\n").getFirst().world());
  }

  @Test
  void outputWithoutCommandIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> ConsoleBlock.parse("```console\nx\n```\n"));
  }

  @Test
  void whatIsNeverTheSameTwiceIsEqual() {
    assertTrue(
        ShownOutput.matches(
            List.of(
                "build 3a5dd0ba-0f3c-4d5e-9f3e-6f2c6d3b1a10 of 2026-01-02 03:04:05 in 0.4 s,"
                    + " below /srv/base/execroot/demo."),
            List.of(
                "build 11111111-2222-3333-4444-555555555555 of 2027-01-02 03:04:05 in 12.0 s,"
                    + " below /x/execroot/demo.")));
  }

  @Test
  void everythingElseHasToBeAsShown() {
    assertTrue(ShownOutput.matches(List.of("a", "...", "z"), List.of("a", "z")));
    assertTrue(ShownOutput.matches(List.of("a", "...", "z"), List.of("a", "b", "c", "z")));
    assertTrue(ShownOutput.matches(List.of("a ... z (1)"), List.of("a lot z (1)")));
    assertTrue(ShownOutput.matches(List.of("in ... s, ..."), List.of("in 1.2 s, below /x")));
    assertFalse(ShownOutput.matches(List.of("a"), List.of("a", "b")));
    assertFalse(ShownOutput.matches(List.of("2 outputs"), List.of("3 outputs")));
    assertFalse(ShownOutput.matches(List.of(), List.of("a warning")));
  }
}
