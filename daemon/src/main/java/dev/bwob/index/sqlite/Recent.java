package dev.bwob.index.sqlite;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map of the entries used last. */
final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private static final int KEPT = 16_384;

  Recent() {
    super(256, 0.75f, /* accessOrder= */ true);
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > KEPT;
  }
}
