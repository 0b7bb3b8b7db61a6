package dev.bwob.cas.local;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which files there are, in the order of their last use, and which of them must go. In memory only:
 * about 250 bytes a file.
 *
 * <p>Safe for use by many threads; its one lock is never held during I/O.
 */
final class LruIndex {
  /** Times on disk may lag so much behind: a file in constant use costs few writes. */
  private static final long TIMES_MAY_LAG_MILLIS = 5 * 60 * 1000;

  private final long limit;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<StoreKey, StoredFile> files =
      new LinkedHashMap<>(1024, 0.75f, /* accessOrder= */ true);
  private List<StoredFile> lagging = new ArrayList<>();
  private long bytes;
  private boolean complete;

  LruIndex(long limit, InstantSource clock) {
    this.limit = limit;
    this.clock = clock;
  }

  long bytes() {
    lock.lock();
    try {
      return bytes;
    } finally {
      lock.unlock();
    }
  }

  int count() {
    lock.lock();
    try {
      return files.size();
    } finally {
      lock.unlock();
    }
  }

  /** Whether every file on disk is known: what is not here is then nowhere. */
  boolean isComplete() {
    lock.lock();
    try {
      return complete;
    } finally {
      lock.unlock();
    }
  }

  boolean contains(StoreKey key) {
    lock.lock();
    try {
      return files.containsKey(key);
    } finally {
      lock.unlock();
    }
  }

  /** Marks files as used now. Returns those that are not known. */
  List<StoreKey> use(Collection<StoreKey> keys) {
    List<StoreKey> unknown = new ArrayList<>();
    lock.lock();
    try {
      long now = clock.millis();
      for (StoreKey key : keys) {
        StoredFile file = files.get(key);
        if (file == null) {
          unknown.add(key);
        } else {
          used(file, now);
        }
      }
    } finally {
      lock.unlock();
    }
    return unknown;
  }

  private void used(StoredFile file, long now) {
    file.used = now;
    if (!file.queued && now - file.saved > TIMES_MAY_LAG_MILLIS) {
      file.queued = true;
      lagging.add(file);
    }
  }

  /** Uses a file and keeps it until {@link #release}. */
  Optional<StoredFile> hold(StoreKey key) {
    lock.lock();
    try {
      StoredFile file = files.get(key);
      if (file == null) {
        return Optional.empty();
      }
      used(file, clock.millis());
      file.holds++;
      return Optional.of(file);
    } finally {
      lock.unlock();
    }
  }

  void release(StoredFile file) {
    lock.lock();
    try {
      file.holds--;
    } finally {
      lock.unlock();
    }
  }

  /** Keeps a file until a time. Returns false if it is not known. */
  boolean lease(StoreKey key, long untilMillis) {
    lock.lock();
    try {
      StoredFile file = files.get(key);
      if (file == null) {
        return false;
      }
      used(file, clock.millis());
      file.leasedUntil = Math.max(file.leasedUntil, untilMillis);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes room for a file that is about to come; {@link #enter} or {@link #giveBack} must follow.
   *
   * @return the files that are no longer in the index, and must go from the disk
   */
  List<StoreKey> reserve(long size) throws StoreFullException {
    lock.lock();
    try {
      if (size > limit) {
        throw new StoreFullException(
            "A file of %d bytes is larger than the whole store may be (%d bytes)"
                .formatted(size, limit));
      }
      bytes += size;
      List<StoreKey> gone = shrink();
      if (complete && bytes > limit) {
        bytes -= size;
        throw new StoreFullException(
            "There is no room for a file of %d bytes: what the store holds is in use"
                .formatted(size));
      }
      return gone;
    } finally {
      lock.unlock();
    }
  }

  private List<StoreKey> shrink() {
    if (!complete || bytes <= limit) {
      return List.of();
    }
    List<StoreKey> gone = new ArrayList<>();
    long now = clock.millis();
    Iterator<StoredFile> oldest = files.values().iterator();
    while (bytes > limit && oldest.hasNext()) {
      StoredFile file = oldest.next();
      if (file.mayGo(now)) {
        oldest.remove();
        bytes -= file.size;
        gone.add(file.key);
      }
    }
    return gone;
  }

  /** Gives back room that is not needed. */
  void giveBack(long size) {
    lock.lock();
    try {
      bytes -= size;
    } finally {
      lock.unlock();
    }
  }

  /** Enters a file for which there is room, in place of one of the same name. */
  void enter(StoreKey key, long size) {
    lock.lock();
    try {
      StoredFile file = new StoredFile(key, size, clock.millis());
      StoredFile old = files.put(key, file);
      if (old != null) {
        bytes -= old.size;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Enters a file that was found on disk, as used now; a known one stays as it is. */
  void adopt(StoreKey key, long size, long savedMillis) {
    lock.lock();
    try {
      if (!files.containsKey(key)) {
        StoredFile file = new StoredFile(key, size, savedMillis);
        files.put(key, file);
        bytes += size;
        used(file, clock.millis());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Enters all other files that are on disk, as used before every known one. The index is complete
   * from then on.
   *
   * @param found the latest used first
   * @return the files that must go from the disk
   */
  List<StoreKey> complete(List<StoredFile> found) {
    lock.lock();
    try {
      for (StoredFile file : found) {
        if (!files.containsKey(file.key)) {
          files.putFirst(file.key, file);
          bytes += file.size;
        }
      }
      complete = true;
      return shrink();
    } finally {
      lock.unlock();
    }
  }

  void forget(StoreKey key) {
    lock.lock();
    try {
      @Nullable StoredFile file = files.remove(key);
      if (file != null) {
        bytes -= file.size;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The files whose times on disk lag behind, with the times to write; they count as written. */
  List<StoredTime> takeLagging() {
    lock.lock();
    try {
      List<StoredTime> times = new ArrayList<>(lagging.size());
      for (StoredFile file : lagging) {
        file.queued = false;
        file.saved = file.used;
        times.add(new StoredTime(file.key, file.used));
      }
      lagging = new ArrayList<>();
      return times;
    } finally {
      lock.unlock();
    }
  }

  /** A file's time of last use, in milliseconds since the epoch. */
  record StoredTime(StoreKey key, long millis) {}
}
