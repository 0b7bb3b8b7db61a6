package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks a source again that was unavailable, and goes on with a broken read at the byte it had
 * reached. Every other failure passes at once: what is gone, refused or corrupt stays so.
 *
 * <p>Belongs inside {@link VerifyingBlobStore}, so that the hash spans the joined parts.
 */
public final class ResumingBlobStore implements BlobStore {
  private final BlobStore source;
  private final Retries retries;

  public ResumingBlobStore(BlobStore source, Retries retries) {
    this.source = source;
    this.retries = retries;
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException, InterruptedException {
    return new ResumingBlob(source, digest, offset, retries.begin());
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    Retries.Backoff backoff = retries.begin();
    Collection<Digest> pending = digests;
    while (true) {
      Map<Digest, SourceUnavailableException> unavailable = new ConcurrentHashMap<>();
      source.readBatch(pending, new UnavailableCollector(receiver, unavailable));
      if (unavailable.isEmpty()) {
        return;
      }
      if (unavailable.size() < pending.size()) {
        backoff.progressed();
      }
      if (!backoff.again()) {
        for (Map.Entry<Digest, SourceUnavailableException> failure : unavailable.entrySet()) {
          receiver.failed(failure.getKey(), failure.getValue());
        }
        return;
      }
      // In the order of the request, as a source may lay its blobs out so.
      Map<Digest, SourceUnavailableException> ordered = new LinkedHashMap<>();
      for (Digest digest : pending) {
        SourceUnavailableException cause = unavailable.get(digest);
        if (cause != null) {
          ordered.put(digest, cause);
        }
      }
      pending = ordered.keySet();
    }
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests)
      throws BlobException, InterruptedException {
    return retry(() -> source.findMissing(digests));
  }

  @Override
  public long maxBatchedSize() throws BlobException, InterruptedException {
    return retry(source::maxBatchedSize);
  }

  @Override
  public void close() {
    source.close();
  }

  private interface Question<T> {
    T ask() throws BlobException, InterruptedException;
  }

  private <T> T retry(Question<T> question) throws BlobException, InterruptedException {
    Retries.Backoff backoff = retries.begin();
    while (true) {
      try {
        return question.ask();
      } catch (SourceUnavailableException e) {
        if (!backoff.again()) {
          throw e;
        }
      }
    }
  }

  /** Keeps back the answers that another attempt may change. */
  private record UnavailableCollector(
      BatchReceiver receiver, Map<Digest, SourceUnavailableException> unavailable)
      implements BatchReceiver {
    @Override
    public void received(Digest digest, ByteBuffer bytes) throws InterruptedException {
      receiver.received(digest, bytes);
    }

    @Override
    public void failed(Digest digest, BlobException cause) throws InterruptedException {
      if (cause instanceof SourceUnavailableException e) {
        unavailable.put(digest, e);
      } else {
        receiver.failed(digest, cause);
      }
    }
  }
}
