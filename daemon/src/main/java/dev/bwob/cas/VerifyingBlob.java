package dev.bwob.cas;

import dev.bwob.digest.Digest;
import dev.bwob.digest.Hasher;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One read that ends well only if the bytes were the blob's. */
final class VerifyingBlob implements Blob {
  private final Blob blob;
  private final Digest digest;
  private final String source;
  private final @Nullable Hasher hasher;
  private long reached;
  private boolean ended;
  private @Nullable BlobCorruptException failure;

  VerifyingBlob(Blob blob, Digest digest, long offset, String source) {
    this.blob = blob;
    this.digest = digest;
    this.source = source;
    this.reached = offset;
    this.hasher = offset == 0 ? digest.function().newHasher() : null;
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    if (failure != null) {
      throw failure;
    }
    if (ended) {
      return null;
    }
    ByteBuffer bytes = blob.read();
    if (bytes == null) {
      checkEnd();
      ended = true;
      return null;
    }
    reached += bytes.remaining();
    if (reached > digest.size()) {
      throw corrupt("more bytes came than the blob has");
    }
    if (hasher != null) {
      hasher.update(bytes.duplicate());
    }
    return bytes;
  }

  private void checkEnd() throws BlobCorruptException {
    if (reached < digest.size()) {
      throw corrupt("they ended after " + reached + " bytes");
    }
    if (hasher != null && !digest.matches(hasher.finish(), reached)) {
      throw corrupt("they have another hash");
    }
  }

  private BlobCorruptException corrupt(String what) {
    BlobCorruptException exception = new BlobCorruptException(digest, source, what);
    failure = exception;
    return exception;
  }

  @Override
  public void close() {
    blob.close();
  }
}
