package dev.bwob.cas.local;

import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BytesBlob;
import dev.bwob.cas.OpenedBatch;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The blobs of a {@link LocalStore}. Every blob was verified before it got its name, so reads don't
 * verify again. The empty blob is always there.
 *
 * <p>A blob that was acknowledged outlives the process, also when that is killed. It does not
 * always outlive a power failure, as nothing waits for the disk; a file that was cut short by one
 * is never served.
 */
public final class LocalBlobs implements BlobStore {
  private static final String NAME = "The local store";
  private static final long LARGEST_BATCHED = 1024 * 1024;
  private static final int READ_AT_A_TIME = 2 * Runtime.getRuntime().availableProcessors();

  private final StoredFiles files;
  private final LruIndex index;
  private final Uploads uploads;
  private final TempFiles temps;
  private final InstantSource clock;

  LocalBlobs(
      StoredFiles files, LruIndex index, Uploads uploads, TempFiles temps, InstantSource clock) {
    this.files = files;
    this.index = index;
    this.uploads = uploads;
    this.temps = temps;
    this.clock = clock;
  }

  /** Whether a blob is there; it counts as used. */
  public boolean contains(Digest digest) throws IOException {
    return digest.isEmpty() || files.use(List.of(StoreKey.blob(digest))).isEmpty();
  }

  /** {@inheritDoc} Those that are there count as used. */
  @Override
  public Set<Digest> findMissing(Collection<Digest> digests) throws BlobException {
    List<StoreKey> keys = new ArrayList<>(digests.size());
    for (Digest digest : digests) {
      if (!digest.isEmpty()) {
        keys.add(StoreKey.blob(digest));
      }
    }
    try {
      Set<Digest> missing = new HashSet<>();
      files.use(keys).forEach(key -> missing.add(key.digest()));
      return missing;
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "The local store can't be searched: " + e.getMessage(), e);
    }
  }

  /** Opens the file of a blob that is not empty; empty if it is not there. */
  public Optional<OpenFile> openFile(Digest digest) throws IOException {
    return files.open(StoreKey.blob(digest));
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException {
    if (digest.isEmpty()) {
      return BytesBlob.empty();
    }
    try {
      OpenFile file = openFile(digest).orElseThrow(() -> new BlobNotFoundException(digest, NAME));
      return new LocalBlob(file, digest, offset);
    } catch (BlobException e) {
      throw e;
    } catch (IOException e) {
      throw new SourceUnavailableException(
          "Blob %s of the local store can't be opened: %s".formatted(digest, e.getMessage()), e);
    }
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    OpenedBatch.read(this, NAME, digests, receiver, READ_AT_A_TIME);
  }

  @Override
  public long maxBatchedSize() {
    return LARGEST_BATCHED;
  }

  /**
   * Stores a blob that is in memory.
   *
   * @param bytes the remaining bytes are the blob
   * @throws DigestMismatchException when they are not
   * @throws StoreFullException when there is no room
   */
  public void put(Digest digest, ByteBuffer bytes) throws IOException, InterruptedException {
    if (bytes.remaining() != digest.size()) {
      throw new DigestMismatchException(digest, "they are " + bytes.remaining());
    }
    if (!Digest.ofBytes(digest.function(), bytes).equals(digest)) {
      throw new DigestMismatchException(digest, "they have another hash");
    }
    if (!contains(digest)) {
      temps.store(StoreKey.blob(digest), bytes.duplicate());
    }
  }

  /** Begins to store a blob that comes in parts; it can't be resumed. */
  public Upload startUpload(Digest digest) throws IOException, InterruptedException {
    return uploads.start(digest);
  }

  /**
   * Begins to store a blob that comes in parts, or goes on with it.
   *
   * @param name the client's own for this upload
   * @param offset where to go on; at most what has come ({@link #uploaded})
   * @throws UploadOffsetException when less has come
   */
  public Upload resumeUpload(String name, Digest digest, long offset)
      throws IOException, InterruptedException {
    return uploads.resume(name, digest, offset);
  }

  /** How many bytes of an upload that is not finished have come. */
  public long uploaded(String name, Digest digest) throws IOException {
    return uploads.committed(name, digest);
  }

  /** Keeps blobs from going until the hold is closed. */
  public Hold hold(Collection<Digest> digests) throws IOException {
    List<StoredFile> held = new ArrayList<>();
    Set<Digest> missing = new HashSet<>();
    for (Digest digest : digests) {
      if (!digest.isEmpty()) {
        files.hold(StoreKey.blob(digest)).ifPresentOrElse(held::add, () -> missing.add(digest));
      }
    }
    return new Hold(index, held, missing);
  }

  /**
   * Keeps blobs from going for a time, as long as the process lives.
   *
   * @return those that are not there
   */
  public Set<Digest> lease(Collection<Digest> digests, Duration time) throws BlobException {
    Set<Digest> missing = findMissing(digests);
    long until = clock.instant().plus(time).toEpochMilli();
    for (Digest digest : digests) {
      if (!digest.isEmpty() && !index.lease(StoreKey.blob(digest), until)) {
        missing.add(digest);
      }
    }
    return missing;
  }

  /** Does nothing: the store closes. */
  @Override
  public void close() {}
}
