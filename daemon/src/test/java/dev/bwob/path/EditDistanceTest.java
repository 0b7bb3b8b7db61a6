package dev.bwob.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditDistanceTest {
  @ParameterizedTest
  @CsvSource({
    "abc, abc, 5, 0",
    "abc, abd, 5, 1",
    "abc, ab, 5, 1",
    "abc, xabc, 5, 1",
    "kitten, sitting, 5, 3",
    "kitten, sitting, 2, 3",
    "a, abcdefgh, 3, 4",
    "'', ab, 5, 2",
  })
  void distance(String a, String b, int limit, int expected) {
    assertEquals(expected, EditDistance.between(a, b, limit));
    assertEquals(expected, EditDistance.between(b, a, limit));
  }
}
