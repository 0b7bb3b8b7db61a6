package dev.bwob.daemon;

import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.digest.Digest;
import dev.bwob.output.Workspace;
import java.util.Collection;
import java.util.Set;

/** What stands for the bytes of a build that used no cache that bwob knows of. */
record NoSource(Workspace workspace) implements BlobStore {
  private BlobException refusal() {
    return new SourceRefusedException(
        "No cache is known for the builds of %s: pass --remote_cache or --disk_cache"
            .formatted(workspace.directory()));
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException {
    throw refusal();
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    for (Digest digest : digests) {
      receiver.failed(digest, refusal());
    }
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests) throws BlobException {
    throw refusal();
  }

  @Override
  public long maxBatchedSize() {
    return 0;
  }

  @Override
  public void close() {}
}
