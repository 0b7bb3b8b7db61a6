package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One read from the first source that has something to give. */
final class FallbackBlob implements Blob {
  private final List<BlobStore> sources;
  private final Suspects suspects;
  private final Digest digest;
  private final long offset;
  private final Iterator<Integer> remaining;
  private int source;
  private Blob current;
  private boolean delivered;
  private @Nullable BlobException failure;

  FallbackBlob(List<BlobStore> sources, Suspects suspects, Digest digest, long offset)
      throws BlobException, InterruptedException {
    this.sources = sources;
    this.suspects = suspects;
    this.digest = digest;
    this.offset = offset;
    this.remaining = suspects.order(digest, sources.size()).iterator();
    this.current = openNext();
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    while (true) {
      try {
        ByteBuffer bytes = current.read();
        if (bytes == null) {
          suspects.clear(digest, source);
        } else {
          delivered = true;
        }
        return bytes;
      } catch (BlobException e) {
        if (delivered || e instanceof BlobCorruptException) {
          suspects.add(digest, source);
        }
        if (delivered) {
          throw e;
        }
        current.close();
        failure = Failures.worse(failure, e);
        current = openNext();
      }
    }
  }

  private Blob openNext() throws BlobException, InterruptedException {
    while (remaining.hasNext()) {
      source = remaining.next();
      try {
        return sources.get(source).open(digest, offset);
      } catch (BlobException e) {
        failure = Failures.worse(failure, e);
      }
    }
    if (failure == null) {
      throw new IllegalStateException("No source was left to ask for blob " + digest);
    }
    throw failure;
  }

  @Override
  public void close() {
    current.close();
  }
}
