package dev.bwob.index.sqlite;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Which named sets of a build were given, and their numbers once they are written. Bazel counts its
 * sets from 0, so most ids are kept as the index of an array: 8 bytes a set.
 *
 * <p>Safe for the thread that fills batches and the one that writes them.
 */
final class KnownSets implements SetCodec.SetNumbers {
  private static final long UNKNOWN = 0;
  private static final long GIVEN = -1;
  private static final int MOST_DIGITS = 9;

  private long[] counted = new long[256];
  private int count;
  private final Map<String, Long> others = new HashMap<>();

  synchronized void give(String id) {
    if (!isKnown(id)) {
      count++;
      put(id, GIVEN);
    }
  }

  synchronized boolean isKnown(String id) {
    return get(id) != UNKNOWN;
  }

  synchronized void written(String id, long number) {
    put(id, number);
  }

  @Override
  public synchronized long numberOf(String id) {
    long number = get(id);
    if (number <= 0) {
      throw new IllegalStateException("named set '" + id + "' is not written yet");
    }
    return number;
  }

  private long get(String id) {
    int index = index(id);
    if (index >= 0 && index < counted.length && counted[index] != UNKNOWN) {
      return counted[index];
    }
    return others.getOrDefault(id, UNKNOWN);
  }

  private void put(String id, long number) {
    int index = index(id);
    // Only a dense sequence: one large id must not make a large array.
    if (index < 0 || index >= 2L * count + counted.length || others.containsKey(id)) {
      others.put(id, number);
      return;
    }
    if (index >= counted.length) {
      counted = Arrays.copyOf(counted, Math.max(index + 1, counted.length * 2));
    }
    counted[index] = number;
  }

  /** The number that an id is in plain decimal; -1 when it is not. */
  private static int index(String id) {
    int length = id.length();
    if (length == 0 || length > MOST_DIGITS || (length > 1 && id.charAt(0) == '0')) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < length; i++) {
      int digit = id.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
