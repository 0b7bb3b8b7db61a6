package dev.bwob.cas;

import dev.bwob.digest.Digest;

/**
 * The source answered, and has no such blob (any more). Asking again does not help; another source
 * may have it; a build makes it anew.
 */
public final class BlobNotFoundException extends BlobException {
  private static final long serialVersionUID = 1;

  private final transient Digest digest;

  public BlobNotFoundException(Digest digest, String source) {
    super("%s has no blob %s".formatted(source, digest));
    this.digest = digest;
  }

  public Digest digest() {
    return digest;
  }
}
