package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which sources failed in the middle of which blob, so that the next read begins with another one.
 * Bounded: the oldest are forgotten.
 */
final class Suspects {
  private static final int LIMIT = 4096;

  private final Map<Digest, BitSet> failed =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, BitSet> eldest) {
          return size() > LIMIT;
        }
      };

  synchronized void add(Digest digest, int source) {
    failed.computeIfAbsent(digest, key -> new BitSet()).set(source);
  }

  synchronized void clear(Digest digest, int source) {
    BitSet sources = failed.get(digest);
    if (sources != null) {
      sources.clear(source);
      if (sources.isEmpty()) {
        failed.remove(digest);
      }
    }
  }

  /** The numbers of the sources in the order to ask them: the suspect ones last. */
  synchronized List<Integer> order(Digest digest, int sources) {
    BitSet suspect = failed.get(digest);
    List<Integer> order = new ArrayList<>(sources);
    List<Integer> last = new ArrayList<>();
    for (int source = 0; source < sources; source++) {
      (suspect != null && suspect.get(source) ? last : order).add(source);
    }
    order.addAll(last);
    return order;
  }
}
