package dev.bwob.cas;

import dev.bwob.digest.Digest;
import dev.bwob.digest.Hasher;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Lets no wrong byte pass as a blob: checks the hash and the size of every blob that is read from
 * its beginning, and of every blob of a batch. Answers the empty blob itself.
 *
 * <p>A read that begins in the middle is checked for its length only, as a part has no hash.
 */
public final class VerifyingBlobStore implements BlobStore {
  private final BlobStore source;
  private final String name;

  /**
   * Verifies what a source sends.
   *
   * @param name names the source in messages
   */
  public VerifyingBlobStore(BlobStore source, String name) {
    this.source = source;
    this.name = name;
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException, InterruptedException {
    Blob blob = digest.isEmpty() ? BytesBlob.empty() : source.open(digest, offset);
    return new VerifyingBlob(blob, digest, offset, name);
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    BatchReceiver verifier = new BatchVerifier(receiver, name);
    List<Digest> asked = new ArrayList<>(digests.size());
    for (Digest digest : digests) {
      if (digest.isEmpty()) {
        verifier.received(digest, ByteBuffer.allocate(0));
      } else {
        asked.add(digest);
      }
    }
    if (!asked.isEmpty()) {
      source.readBatch(asked, verifier);
    }
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests)
      throws BlobException, InterruptedException {
    List<Digest> asked = digests.stream().filter(digest -> !digest.isEmpty()).toList();
    return asked.isEmpty() ? Set.of() : source.findMissing(asked);
  }

  @Override
  public long maxBatchedSize() throws BlobException, InterruptedException {
    return source.maxBatchedSize();
  }

  @Override
  public void close() {
    source.close();
  }

  private record BatchVerifier(BatchReceiver receiver, String name) implements BatchReceiver {
    @Override
    public void received(Digest digest, ByteBuffer bytes) throws InterruptedException {
      int size = bytes.remaining();
      if (size != digest.size()) {
        receiver.failed(
            digest, new BlobCorruptException(digest, name, "it sent " + size + " bytes"));
        return;
      }
      Hasher hasher = digest.function().newHasher();
      hasher.update(bytes.duplicate());
      if (digest.matches(hasher.finish(), size)) {
        receiver.received(digest, bytes);
      } else {
        receiver.failed(digest, new BlobCorruptException(digest, name, "they have another hash"));
      }
    }

    @Override
    public void failed(Digest digest, BlobException cause) throws InterruptedException {
      receiver.failed(digest, cause);
    }
  }
}
