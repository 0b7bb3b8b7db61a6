package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import java.io.IOException;

/** The bytes that came are not those that the digest names. Nothing of them is kept. */
public final class DigestMismatchException extends IOException {
  private static final long serialVersionUID = 1;

  DigestMismatchException(Digest digest, String what) {
    super("The bytes are not those of blob %s: %s".formatted(digest, what));
  }
}
