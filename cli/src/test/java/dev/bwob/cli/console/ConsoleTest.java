package dev.bwob.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  @Test
  void sizesAreShort() {
    assertEquals("0 B", ByteSize.text(0));
    assertEquals("999 B", ByteSize.text(999));
    assertEquals("1.0 KB", ByteSize.text(1000));
    assertEquals("1.0 MB", ByteSize.text(999_950));
    assertEquals("9.2 EB", ByteSize.text(Long.MAX_VALUE));
  }

  @Test
  void columnsAreAligned() {
    Table table = new Table("A", "LONGER", "C");
    table.row("wide cell", "x", "end");
    table.row("", "", "a\u001b[31m");
    assertEquals(
        List.of("A          LONGER  C", "wide cell  x       end", "                   a\\x1b[31m"),
        table.lines());
    assertThrows(IllegalArgumentException.class, () -> table.row("one"));
  }

  @Test
  void progressIsDrawnTenTimesASecondAtMost() {
    AtomicLong now = new AtomicLong();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ProgressLine line =
        new ProgressLine(
            new PrintStream(err, true, StandardCharsets.UTF_8), true, () -> 30, now::get);
    line.show(() -> "one");
    now.set(99_999_999);
    line.show(() -> {
      throw new AssertionError("too early");
    });
    now.set(100_000_000);
    line.show(() -> "two");
    line.clear();
    line.clear();
    assertEquals("\r\u001b[Kone\r\u001b[Ktwo\r\u001b[K", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void progressIsNeverWiderThanTheTerminal() {
    assertEquals("12345", ProgressLine.fit("12345", 5));
    assertEquals("bazel-o...le.h", ProgressLine.fit("bazel-out/some/long/file.h", 14));
  }

  @Test
  void jsonEscapesWhatItMust() {
    assertEquals(
        "{\"kind\":\"k\",\"path\":\"a\\\"b\\n<é>\",\"n\":-1,\"b\":true}",
        JsonLine.of("k")
            .put("path", "a\"b\n<é>")
            .put("n", -1)
            .put("b", true)
            .put("e", "")
            .toString());
  }
}
