package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One read that survives the loss of its stream. */
final class ResumingBlob implements Blob {
  private final BlobStore source;
  private final Digest digest;
  private final Retries.Backoff backoff;
  private long reached;
  private @Nullable Blob current;

  ResumingBlob(BlobStore source, Digest digest, long offset, Retries.Backoff backoff)
      throws BlobException, InterruptedException {
    this.source = source;
    this.digest = digest;
    this.reached = offset;
    this.backoff = backoff;
    this.current = reopen();
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    Blob blob = current;
    while (blob != null) {
      try {
        ByteBuffer bytes = blob.read();
        if (bytes != null) {
          reached += bytes.remaining();
          backoff.progressed();
        }
        return bytes;
      } catch (SourceUnavailableException e) {
        close();
        if (reached >= digest.size()) {
          // Only the stream's end is lost. Servers disagree on a read at the end: never ask.
          return null;
        }
        if (!backoff.again()) {
          throw e;
        }
        blob = reopen();
        current = blob;
      }
    }
    return reachedEnd();
  }

  private @Nullable ByteBuffer reachedEnd() throws SourceUnavailableException {
    if (reached < digest.size()) {
      throw new SourceUnavailableException(
          "The read of blob %s was given up at byte %d.".formatted(digest, reached));
    }
    return null;
  }

  private Blob reopen() throws BlobException, InterruptedException {
    while (true) {
      try {
        return source.open(digest, reached);
      } catch (SourceUnavailableException e) {
        if (!backoff.again()) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    Blob blob = current;
    current = null;
    if (blob != null) {
      blob.close();
    }
  }
}
