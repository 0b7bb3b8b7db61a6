package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Several sources, asked in order until one has the blob. Put the nearest first.
 *
 * <p>The next source is asked when one has failed before its first byte, in whatever way. After the
 * first byte there is no way back here, as it can't be taken from the caller again: the failure is
 * thrown, the source is remembered as suspect for this blob, and the next {@link #open} of the same
 * blob asks the others first. So a caller that can begin anew gets "once more from another source"
 * by opening exactly once more.
 *
 * <p>When all fail, the failure that is reported is corrupt before unavailable before refused
 * before not found: "not found" is said only when every source said so.
 */
public final class FallbackBlobStore implements BlobStore {
  private final List<BlobStore> sources;
  private final Suspects suspects = new Suspects();

  /**
   * A store of several verifying sources.
   *
   * @param sources at least one
   */
  public FallbackBlobStore(List<BlobStore> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("No source of blobs is given.");
    }
    this.sources = List.copyOf(sources);
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException, InterruptedException {
    return new FallbackBlob(sources, suspects, digest, offset);
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    new FallbackBatch(sources, suspects, receiver).read(digests);
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests)
      throws BlobException, InterruptedException {
    Set<Digest> missing = new HashSet<>(digests);
    @Nullable BlobException failure = null;
    for (BlobStore source : sources) {
      if (missing.isEmpty()) {
        return missing;
      }
      try {
        missing = source.findMissing(missing);
      } catch (BlobException e) {
        failure = Failures.worse(failure, e);
      }
    }
    if (failure != null && !missing.isEmpty()) {
      throw failure;
    }
    return missing;
  }

  /** The smallest limit of those sources that have one and answer. */
  @Override
  public long maxBatchedSize() throws BlobException, InterruptedException {
    long smallest = Long.MAX_VALUE;
    boolean answered = false;
    @Nullable BlobException failure = null;
    for (BlobStore source : sources) {
      try {
        long limit = source.maxBatchedSize();
        answered = true;
        if (limit > 0) {
          smallest = Math.min(smallest, limit);
        }
      } catch (BlobException e) {
        failure = Failures.worse(failure, e);
      }
    }
    if (!answered && failure != null) {
      throw failure;
    }
    return smallest == Long.MAX_VALUE ? 0 : smallest;
  }

  @Override
  public void close() {
    sources.forEach(BlobStore::close);
  }
}
