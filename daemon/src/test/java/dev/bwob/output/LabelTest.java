package dev.bwob.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTest {
  @ParameterizedTest
  @CsvSource({
    "//a:b, //a:b",
    "//a, //a:a",
    "//a/b, //a/b:b",
    "//a:b/c.txt, //a:b/c.txt",
    "//:b, //:b",
    "@//a:b, //a:b",
    "@@//a:b, //a:b",
    "@r//a, @r//a:a",
    "@@r~1.2//a:b, @@r~1.2//a:b",
    "@@r++ext+x//:y, @@r++ext+x//:y",
    "//a:b c, //a:b c",
    "//a:b=c+d, //a:b=c+d",
  })
  void labelIsWrittenInFull(String text, String full) {
    assertEquals(full, Label.parse(text).toString());
    assertEquals(full, Label.parse(full).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a:b",
        ":b",
        "/a:b",
        "//",
        "//a:",
        "//a/",
        "///a:b",
        "//a//b:c",
        "//a:/b",
        "//a:b/",
        "//a:b//c",
        "//a:b:c",
        "r//a:b",
        "//a:b\0",
        "//a\n:b",
        "@r",
        "@r:b",
        "@r/x//a:b",
        "@r:x//a:b",
        "@@@r//a:b",
        "//a/../b:c",
        "//./a:b",
        "//a:../b",
        "//a:.",
        "//a:b/./c",
      })
  void whatIsNoLabelIsRefused(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Label.parse(text));
    assertFalse(e.toString().contains("\0"), "the message is printable");
    assertFalse(e.toString().contains("\n"), "the message is printable");
  }
}
