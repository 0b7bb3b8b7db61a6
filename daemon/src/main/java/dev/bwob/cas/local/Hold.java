package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Blobs that stay in the store until this is closed, or the process ends. */
public final class Hold implements AutoCloseable {
  private final LruIndex index;
  private final List<StoredFile> files;
  private final Set<Digest> missing;
  private final AtomicBoolean closed = new AtomicBoolean();

  Hold(LruIndex index, List<StoredFile> files, Set<Digest> missing) {
    this.index = index;
    this.files = List.copyOf(files);
    this.missing = Set.copyOf(missing);
  }

  /** Those of the blobs that were not there. */
  public Set<Digest> missing() {
    return missing;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      files.forEach(index::release);
    }
  }
}
