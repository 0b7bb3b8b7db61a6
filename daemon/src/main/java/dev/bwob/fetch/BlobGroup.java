package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import java.util.ArrayList;
import java.util.List;

/** All items of one fetch that have the same bytes. */
final class BlobGroup {
  private final Digest digest;
  private final List<FetchItem> items = new ArrayList<>();

  BlobGroup(Digest digest) {
    this.digest = digest;
  }

  Digest digest() {
    return digest;
  }

  void add(FetchItem item) {
    items.add(item);
  }

  List<FetchItem> items() {
    return items;
  }

  /** Those that are not done. */
  List<FetchItem> open() {
    return items.stream().filter(item -> !item.isDone()).toList();
  }

  boolean isDone() {
    for (FetchItem item : items) {
      if (!item.isDone()) {
        return false;
      }
    }
    return true;
  }
}
