package dev.bwob.ingest.bep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of the named sets so far, and for each the output directory ({@code
 * bazel-out/k8-fastbuild}) that its files are in. Two bytes a set as long as ids are the small
 * numbers that Bazel gives.
 */
final class KnownSets {
  private static final int MAX_SMALL_ID = 1 << 22;
  private static final int MAX_ID_DIGITS = 7;
  private static final int UNKNOWN = 0;

  /** The first stands for "none"; what does not fit into a char's range is "none" too. */
  private final List<String> directories = new ArrayList<>(List.of("", ""));

  private final Map<String, Integer> directoryNumbers = new HashMap<>(Map.of("", 1));
  private char[] small = new char[1024];
  private final Map<String, Character> others = new HashMap<>();

  boolean contains(String id) {
    return number(id) != UNKNOWN;
  }

  /** The directory given with the id; empty for none. */
  String outputDirectory(String id) {
    return directories.get(number(id));
  }

  void add(String id, String outputDirectory) {
    char number = (char) directoryNumber(outputDirectory);
    int index = smallId(id);
    if (index < 0) {
      others.put(id, number);
      return;
    }
    if (index >= small.length) {
      small = Arrays.copyOf(small, Math.max(index + 1, small.length * 2));
    }
    small[index] = number;
  }

  private int directoryNumber(String directory) {
    Integer known = directoryNumbers.get(directory);
    if (known != null) {
      return known;
    }
    if (directories.size() > Character.MAX_VALUE) {
      return 1;
    }
    directories.add(directory);
    directoryNumbers.put(directory, directories.size() - 1);
    return directories.size() - 1;
  }

  private int number(String id) {
    int index = smallId(id);
    if (index < 0) {
      return others.getOrDefault(id, (char) UNKNOWN);
    }
    return index < small.length ? small[index] : UNKNOWN;
  }

  /** The id as a number if it is the plain form of a small one; else -1. */
  private static int smallId(String id) {
    int length = id.length();
    if (length == 0 || length > MAX_ID_DIGITS || (length > 1 && id.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      char c = id.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value < MAX_SMALL_ID ? value : -1;
  }
}
