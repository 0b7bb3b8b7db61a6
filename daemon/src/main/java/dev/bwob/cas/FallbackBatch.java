package dev.bwob.cas;

import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One batch, whose failures at one source are asked of the next. */
final class FallbackBatch {
  /** For sources without batches. */
  private static final int OPENED_AT_A_TIME = 16;

  private final List<BlobStore> sources;
  private final Suspects suspects;
  private final BatchReceiver receiver;

  FallbackBatch(List<BlobStore> sources, Suspects suspects, BatchReceiver receiver) {
    this.sources = sources;
    this.suspects = suspects;
    this.receiver = receiver;
  }

  void read(Collection<Digest> digests) throws InterruptedException {
    Map<Digest, Attempt> pending = new LinkedHashMap<>();
    for (Digest digest : digests) {
      pending.put(digest, new Attempt(suspects.order(digest, sources.size()).iterator()));
    }
    while (!pending.isEmpty()) {
      Round round = new Round(pending, new ConcurrentHashMap<>());
      for (Map.Entry<Integer, List<Digest>> group : groupByNextSource(pending).entrySet()) {
        ask(group.getKey(), group.getValue(), round);
      }
      pending = round.again;
    }
  }

  /** Digests with no source left are answered here. */
  private SortedMap<Integer, List<Digest>> groupByNextSource(Map<Digest, Attempt> pending)
      throws InterruptedException {
    SortedMap<Integer, List<Digest>> groups = new TreeMap<>();
    for (Map.Entry<Digest, Attempt> entry : pending.entrySet()) {
      Attempt attempt = entry.getValue();
      if (attempt.remaining.hasNext()) {
        groups
            .computeIfAbsent(attempt.remaining.next(), key -> new ArrayList<>())
            .add(entry.getKey());
      } else if (attempt.failure != null) {
        receiver.failed(entry.getKey(), attempt.failure);
      }
    }
    return groups;
  }

  private void ask(int source, List<Digest> digests, Round round) throws InterruptedException {
    BlobStore store = sources.get(source);
    BatchReceiver collector = new Collector(source, round);
    long limit;
    try {
      limit = store.maxBatchedSize();
    } catch (BlobException e) {
      for (Digest digest : digests) {
        collector.failed(digest, e);
      }
      return;
    }
    if (limit == 0) {
      OpenedBatch.read(store, "The source", digests, collector, OPENED_AT_A_TIME);
    } else {
      store.readBatch(digests, collector);
    }
  }

  /** The way of one digest through the sources. */
  private static final class Attempt {
    final Iterator<Integer> remaining;
    volatile @Nullable BlobException failure;

    Attempt(Iterator<Integer> remaining) {
      this.remaining = remaining;
    }
  }

  private record Round(Map<Digest, Attempt> attempts, Map<Digest, Attempt> again) {}

  private final class Collector implements BatchReceiver {
    private final int source;
    private final Round round;

    Collector(int source, Round round) {
      this.source = source;
      this.round = round;
    }

    @Override
    public void received(Digest digest, ByteBuffer bytes) throws InterruptedException {
      suspects.clear(digest, source);
      receiver.received(digest, bytes);
    }

    @Override
    public void failed(Digest digest, BlobException cause) {
      if (cause instanceof BlobCorruptException) {
        suspects.add(digest, source);
      }
      Attempt attempt = round.attempts.get(digest);
      if (attempt != null) {
        attempt.failure = Failures.worse(attempt.failure, cause);
        round.again.put(digest, attempt);
      }
    }
  }
}
