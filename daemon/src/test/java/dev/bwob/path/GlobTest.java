package dev.bwob.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/*.h | a/b.h",
        "a/*.h | a/.h",
        "a/** | a/b/c",
        "**/*.h | x.h",
        "**/*.h | a/b/c.h",
        "a/**/z | a/z",
        "a/**/m/**/z | a/b/m/c/d/z",
        "a/?.txt | a/é.txt",
        "a/[a-c]x | a/bx",
        "a/[!a-c]x | a/dx",
        "a/[]x] | a/]",
        "a/{b,c/d}/e | a/c/d/e",
        "{a,b{c,d}} | bd",
        "a\\*b | a*b",
        "*a*b*c | xxaxxbxxc",
        "a**b | axxb",
      })
  void matching(String glob, String path) {
    assertTrue(Glob.parse(glob).matches(path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/*.h | a/b/c.h",
        "a/** | a",
        "a/? | a/bc",
        "a/[a-c]x | a/dx",
        "a\\*b | axb",
        "a/**/z | a/zz",
        "a**b | a/b",
        "{a,b} | c",
      })
  void notMatching(String glob, String path) {
    assertFalse(Glob.parse(glob).matches(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/[b", "a/{b,c", "a//b", "a/../b", "a/./b", "a\\", "a/[z-a]", "", "/a"})
  void brokenGlobIsRefusedByName(String glob) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Glob.parse(glob));
    assertTrue(e.toString().contains("'" + glob + "'"), e.toString());
  }

  @Test
  void tooManyAlternativesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Glob.parse("{a,b}".repeat(20)));
  }

  @Test
  void hostilePatternIsMatchedInLittleTime() {
    Glob glob = Glob.parse("**/" + "*a".repeat(40) + "/**/" + "*b".repeat(40));
    assertFalse(glob.matches("a".repeat(2000) + "/" + "b".repeat(2000) + "c"));
  }

  @Test
  void directoriesThatCanHoldNoMatchAreTold() {
    Glob glob = Glob.parse("bazel-out/*/bin/{a,b}/**/*.h");
    assertTrue(glob.mayMatchBelow(""));
    assertTrue(glob.mayMatchBelow("bazel-out/k8/bin"));
    assertTrue(glob.mayMatchBelow("bazel-out/k8/bin/a/x/y"));
    assertFalse(glob.mayMatchBelow("bazel-out/k8/bin/c"));
    assertFalse(glob.mayMatchBelow("bazel-out/k8/testlogs"));
    assertFalse(Glob.parse("a/*").mayMatchBelow("a/b"));
  }

  @Test
  void fixedDirectoryIsWhatAllAlternativesShare() {
    assertEquals("bazel-out/k8", Glob.parse("bazel-out/k8/*/x").fixedDirectory());
    assertEquals("a", Glob.parse("a/{b,c}/d").fixedDirectory());
    assertEquals("", Glob.parse("**/d").fixedDirectory());
    assertEquals("a*b", Glob.parse("a\\*b/*").fixedDirectory());
  }

  @Test
  void quotedTextMatchesItselfOnly() {
    String text = "a*b?[c]{d,e}\\f";
    assertTrue(Glob.parse(Glob.quote(text)).matches(text));
    assertFalse(Glob.parse(Glob.quote(text)).matches("axb?[c]{d,e}\\f"));
  }
}
