package dev.bwob.cas.local;

import dev.bwob.digest.Digest;

/**
 * The name of a file of the store.
 *
 * @param space the folder of a record; empty for blobs
 * @param digest of the blob; for a record, what it is kept under, which is not the digest of its
 *     bytes
 */
record StoreKey(String space, Digest digest) {
  static StoreKey blob(Digest digest) {
    return new StoreKey("", digest);
  }

  boolean isBlob() {
    return space.isEmpty();
  }
}
