package dev.bwob.fetch;

import dev.bwob.cas.BlobStore;

/**
 * Knows which store has the bytes of an output. Made for one request, as settings and credentials
 * are the request's.
 */
@FunctionalInterface
public interface BlobSources {
  /**
   * The store to ask, with all its decorators: it retries, resumes, verifies, and falls back from
   * one source to the next.
   *
   * @param uri where the build said the bytes are, as in {@link
   *     dev.bwob.output.Output.FileOutput#uri}; may be empty
   */
  BlobStore storeFor(String uri);
}
