package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A store that forgets, lies and breaks as told, and remembers what it was asked. */
public final class InMemoryBlobStore implements BlobStore {
  private static final int CHUNK = 1000;

  public final List<String> opened = Collections.synchronizedList(new ArrayList<>());
  public final List<List<Digest>> batches = Collections.synchronizedList(new ArrayList<>());
  public int closed;
  public long maxBatchedSize = 10_000;

  private final String name;
  private final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<Digest, Deque<BlobException>> failures = new ConcurrentHashMap<>();
  private final Map<Digest, Deque<Break>> breaks = new ConcurrentHashMap<>();
  private final Deque<BlobException> questionFailures = new ArrayDeque<>();

  private record Break(int after, BlobException cause) {}

  public InMemoryBlobStore(String name) {
    this.name = name;
  }

  public Digest put(byte[] bytes) {
    Digest digest = SampleBlobs.digest(bytes);
    blobs.put(digest, bytes);
    return digest;
  }

  /** Stores bytes under a digest that need not be theirs. */
  public void put(Digest digest, byte[] bytes) {
    blobs.put(digest, bytes);
  }

  /** The next opens, or answers in a batch, for this blob fail so, one each. */
  public void fail(Digest digest, BlobException... causes) {
    failures.computeIfAbsent(digest, key -> new ArrayDeque<>()).addAll(List.of(causes));
  }

  /** The next read of this blob fails so after some bytes. */
  public void breakAfter(Digest digest, int bytes, BlobException cause) {
    breaks.computeIfAbsent(digest, key -> new ArrayDeque<>()).add(new Break(bytes, cause));
  }

  /** The next findMissing or maxBatchedSize fail so, one each. */
  public void failQuestions(BlobException... causes) {
    questionFailures.addAll(List.of(causes));
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException {
    opened.add(digest.hex().substring(0, 4) + "@" + offset);
    if (digest.isEmpty()) {
      return BytesBlob.empty();
    }
    byte[] bytes = find(digest);
    Deque<Break> planned = breaks.get(digest);
    Break next = planned == null ? null : planned.poll();
    return new Chunks(bytes, Math.toIntExact(offset), next);
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    batches.add(List.copyOf(digests));
    for (Digest digest : digests) {
      byte[] bytes;
      try {
        bytes = digest.isEmpty() ? new byte[0] : find(digest);
      } catch (BlobException e) {
        receiver.failed(digest, e);
        continue;
      }
      receiver.received(digest, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    }
  }

  private byte[] find(Digest digest) throws BlobException {
    Deque<BlobException> planned = failures.get(digest);
    BlobException failure = planned == null ? null : planned.poll();
    if (failure != null) {
      throw failure;
    }
    byte[] bytes = blobs.get(digest);
    if (bytes == null) {
      throw new BlobNotFoundException(digest, name);
    }
    return bytes;
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests) throws BlobException {
    failQuestion();
    Set<Digest> missing = new HashSet<>(digests);
    missing.removeAll(blobs.keySet());
    missing.removeIf(Digest::isEmpty);
    return missing;
  }

  @Override
  public long maxBatchedSize() throws BlobException {
    failQuestion();
    return maxBatchedSize;
  }

  private void failQuestion() throws BlobException {
    BlobException failure = questionFailures.poll();
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    closed++;
  }

  private static final class Chunks implements Blob {
    private final byte[] bytes;
    private final @Nullable Break planned;
    private int position;
    private int given;

    Chunks(byte[] bytes, int offset, @Nullable Break planned) {
      this.bytes = bytes;
      this.position = offset;
      this.planned = planned;
    }

    @Override
    public @Nullable ByteBuffer read() throws BlobException {
      int length = Math.min(CHUNK, bytes.length - position);
      if (planned != null) {
        length = Math.min(length, planned.after() - given);
        if (length <= 0) {
          throw planned.cause();
        }
      }
      if (length <= 0) {
        return null;
      }
      byte[] chunk = Arrays.copyOfRange(bytes, position, position + length);
      position += length;
      given += length;
      return ByteBuffer.wrap(chunk);
    }

    @Override
    public void close() {
      position = bytes.length;
    }
  }
}
