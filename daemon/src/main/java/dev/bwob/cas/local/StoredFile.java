package dev.bwob.cas.local;

/** What is remembered of one file. Guarded by the lock of its {@link LruIndex}. */
final class StoredFile {
  final StoreKey key;
  final long size;

  /** When it was last used, in milliseconds since the epoch. */
  long used;

  /** The time of use that its file on disk has. */
  long saved;

  /** How many readers and pins want it to stay. */
  int holds;

  /** Until when it was promised to stay, in milliseconds since the epoch. */
  long leasedUntil;

  /** Whether it waits for its time of use to be written to the disk. */
  boolean queued;

  StoredFile(StoreKey key, long size, long used) {
    this.key = key;
    this.size = size;
    this.used = used;
    this.saved = used;
  }

  boolean mayGo(long now) {
    return holds == 0 && leasedUntil <= now;
  }
}
