package dev.bwob.cas;

import dev.bwob.digest.Digest;

/**
 * The source sent bytes that are not the blob's. They are thrown away; another source may have the
 * right ones.
 */
public final class BlobCorruptException extends BlobException {
  private static final long serialVersionUID = 1;

  private final transient Digest digest;

  public BlobCorruptException(Digest digest, String source, String what) {
    super("%s sent wrong bytes for blob %s: %s".formatted(source, digest, what));
    this.digest = digest;
  }

  public Digest digest() {
    return digest;
  }
}
