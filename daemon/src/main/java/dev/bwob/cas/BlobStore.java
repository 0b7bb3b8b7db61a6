package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.util.Collection;
import java.util.Set;

/**
 * A place that has blobs by digest. Everything else about it (retry, verification, several sources)
 * is a decorator of this interface.
 *
 * <p>Safe for use by many threads. Calls block; an interrupt cancels them. No method is ever asked
 * for the empty blob by bwob; implementations answer it all the same.
 */
public interface BlobStore extends AutoCloseable {
  /**
   * Begins to read a blob.
   *
   * <p>A store of several sources goes on to the next one by itself only while it has given out no
   * byte. A caller that can begin anew should therefore, when a read fails in its middle with
   * {@link BlobCorruptException} or {@link SourceUnavailableException}, drop what it has and open
   * exactly once more: another source is then asked first, if there is one.
   *
   * @param offset bytes to leave out; 0 to the blob's size less one (a reader that has everything
   *     does not ask)
   * @throws BlobNotFoundException at once or from the first read, when it is not there
   */
  Blob open(Digest digest, long offset) throws BlobException, InterruptedException;

  /**
   * Reads many small blobs, in as few round trips as the source can. Every digest gets exactly one
   * answer, in any order, from any thread, several at a time; the call returns after the last. One
   * blob's failure is an answer, not an exception.
   *
   * @param digests distinct; each at most {@link #maxBatchedSize} bytes
   */
  void readBatch(Collection<Digest> digests, BatchReceiver receiver) throws InterruptedException;

  /** Which of these are not there. */
  Set<Digest> findMissing(Collection<Digest> digests) throws BlobException, InterruptedException;

  /**
   * The largest blob that {@link #readBatch} is meant for; larger ones are opened. May ask the
   * source. 0 when opening is always better.
   */
  long maxBatchedSize() throws BlobException, InterruptedException;

  @Override
  void close();
}
