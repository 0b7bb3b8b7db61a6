package dev.bwob.index.sqlite;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which paths were seen, as 128-bit hashes: 16 bytes each at a load of at most one half, where the
 * paths themselves would take ten times as much. Two of a million paths share a hash once in 10^26
 * runs; the seed is random, so nobody can prepare two.
 */
final class PathSet {
  private final HashFunction function = Hashing.murmur3_128(ThreadLocalRandom.current().nextInt());

  /** Open addressing: two longs a slot, both 0 for a free one. */
  private long[] slots = new long[2 * 64];

  private int size;

  /** Whether the path was not seen before. */
  boolean add(String path) {
    if ((size + 1) * 4 > slots.length) {
      grow();
    }
    ByteBuffer hash = ByteBuffer.wrap(function.hashUnencodedChars(path).asBytes());
    boolean added = put(slots, hash.getLong() | 1, hash.getLong());
    if (added) {
      size++;
    }
    return added;
  }

  private static boolean put(long[] slots, long first, long second) {
    int mask = slots.length - 2;
    int slot = ((int) second << 1) & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == first && slots[slot + 1] == second) {
        return false;
      }
      slot = (slot + 2) & mask;
    }
    slots[slot] = first;
    slots[slot + 1] = second;
    return true;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(slots.length, 2)];
    for (int slot = 0; slot < slots.length; slot += 2) {
      if (slots[slot] != 0) {
        put(larger, slots[slot], slots[slot + 1]);
      }
    }
    slots = larger;
  }
}
