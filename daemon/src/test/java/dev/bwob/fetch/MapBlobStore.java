package dev.bwob.fetch;

import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.BlobStore;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Blobs in memory, verified as a real stack would, with faults on demand. Counts what is asked. */
final class MapBlobStore implements BlobStore {
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<Digest, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final Map<Digest, AtomicInteger> wrongAnswers = new ConcurrentHashMap<>();
  private final Map<Digest, BlobException> failures = new ConcurrentHashMap<>();
  private final long maxBatchedSize;
  private volatile Gate beforeRead = digest -> {};
  private volatile Gate inMidStream = digest -> {};

  /** Stops a reader for a while. */
  @FunctionalInterface
  interface Gate {
    void pass(Digest digest) throws InterruptedException;
  }

  MapBlobStore(long maxBatchedSize) {
    this.maxBatchedSize = maxBatchedSize;
  }

  Digest add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  Digest add(byte[] bytes) {
    Digest digest = Digest.ofBytes(DigestFunction.SHA256, ByteBuffer.wrap(bytes));
    blobs.put(digest, bytes);
    return digest;
  }

  void evict(Digest digest) {
    blobs.remove(digest);
  }

  /** So many of the next answers have wrong bytes. */
  void corrupt(Digest digest, int times) {
    wrongAnswers.put(digest, new AtomicInteger(times));
  }

  void failWith(Digest digest, BlobException failure) {
    failures.put(digest, failure);
  }

  void beforeRead(Gate gate) {
    beforeRead = gate;
  }

  void inMidStream(Gate gate) {
    inMidStream = gate;
  }

  int timesAsked(Digest digest) {
    AtomicInteger count = asked.get(digest);
    return count == null ? 0 : count.get();
  }

  private byte[] take(Digest digest) throws BlobException, InterruptedException {
    if (digest.isEmpty()) {
      throw new AssertionError("nobody asks for the empty blob");
    }
    asked.computeIfAbsent(digest, key -> new AtomicInteger()).incrementAndGet();
    beforeRead.pass(digest);
    BlobException failure = failures.get(digest);
    if (failure != null) {
      throw failure;
    }
    byte[] bytes = blobs.get(digest);
    if (bytes == null) {
      throw new BlobNotFoundException(digest, "the map");
    }
    return bytes;
  }

  private boolean isWrongNow(Digest digest) {
    AtomicInteger left = wrongAnswers.get(digest);
    return left != null && left.getAndDecrement() > 0;
  }

  private static BlobCorruptException wrong(Digest digest) {
    return new BlobCorruptException(digest, "the map", "it was told to");
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException, InterruptedException {
    byte[] bytes = take(digest);
    boolean corrupt = isWrongNow(digest);
    return new Blob() {
      private int position = (int) offset;

      @Override
      public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
        if (position > offset) {
          inMidStream.pass(digest);
        }
        if (position == bytes.length) {
          if (corrupt) {
            throw wrong(digest);
          }
          return null;
        }
        int length = Math.min(64 * 1024, bytes.length - position);
        ByteBuffer piece = ByteBuffer.wrap(bytes, position, length).slice().asReadOnlyBuffer();
        position += length;
        if (corrupt) {
          byte[] other = new byte[length];
          Arrays.fill(other, (byte) 'x');
          return ByteBuffer.wrap(other);
        }
        return piece;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    if (new HashSet<>(digests).size() != digests.size()) {
      throw new AssertionError("digests of a batch are distinct");
    }
    for (Digest digest : digests) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      byte[] bytes;
      try {
        bytes = take(digest);
        if (isWrongNow(digest)) {
          throw wrong(digest);
        }
      } catch (BlobException e) {
        receiver.failed(digest, e);
        continue;
      }
      receiver.received(digest, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests) {
    Set<Digest> missing = new HashSet<>(digests);
    missing.removeAll(blobs.keySet());
    return missing;
  }

  @Override
  public long maxBatchedSize() {
    return maxBatchedSize;
  }

  @Override
  public void close() {}
}
