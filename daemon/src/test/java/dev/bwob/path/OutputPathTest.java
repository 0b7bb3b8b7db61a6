package dev.bwob.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "/a", "a/", "a//b", ".", "..", "./a", "a/.", "a/./b", "../a", "a/..", "a/../b",
        "a\0b", "\0", "//",
      })
  void hostilePathIsRefused(String path) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new OutputPath(path));
    assertFalse(e.toString().contains("\0"), "the message is printable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "...", "..a/b..", ".hidden", "a b/\n", "日本/😀", "a\\b", "-"})
  void oddPathIsTaken(String path) {
    assertEquals(path, new OutputPath(path).toString());
  }

  @Test
  void partsAreTold() {
    OutputPath path = new OutputPath("bazel-out/k8/bin");
    assertEquals("bin", path.name());
    assertEquals("bazel-out/k8", path.directory());
    assertEquals(Optional.of(new OutputPath("bazel-out/k8")), path.parent());
    assertEquals(Optional.empty(), new OutputPath("a").parent());
    assertEquals("", new OutputPath("a").directory());
  }

  @Test
  void resolvingCannotLeadOut() {
    OutputPath path = new OutputPath("a");
    assertEquals(new OutputPath("a/b/c"), path.resolve("b/c"));
    assertThrows(IllegalArgumentException.class, () -> path.resolve("../b"));
    assertThrows(IllegalArgumentException.class, () -> path.resolve("/b"));
    assertThrows(IllegalArgumentException.class, () -> path.resolve(""));
  }

  @Test
  void belowIsBySegment() {
    assertTrue(new OutputPath("a/b").isBelow(new OutputPath("a")));
    assertFalse(new OutputPath("a").isBelow(new OutputPath("a")));
    assertFalse(new OutputPath("ab/c").isBelow(new OutputPath("a")));
  }
}
