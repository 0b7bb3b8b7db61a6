package dev.bwob.cas.grpc;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Divides digests into batches, in their order.
 *
 * <p>Each blob counts its bytes and what is around them in an answer. As that is more than a digest
 * takes in a question, the one limit bounds the sum of sizes, the answer and the question.
 */
final class BatchPacker {
  /** Tags, lengths, size, status; the digest's hash is counted apart. */
  private static final int FRAMING = 48;

  /** The most that is counted for a blob beside its bytes. */
  static final long MOST_FRAMING = framing(DigestFunction.SHA512);

  private BatchPacker() {}

  /** Packs digests whose bytes will be answered. */
  static List<List<Digest>> pack(Collection<Digest> digests, long limit) {
    return pack(digests, limit, digest -> digest.size() + framing(digest.function()));
  }

  /** Packs digests of which only the names travel. */
  static List<List<Digest>> packNames(Collection<Digest> digests, long limit) {
    return pack(digests, limit, digest -> framing(digest.function()));
  }

  private static long framing(DigestFunction function) {
    return FRAMING + 2L * function.hashLength();
  }

  /** Lists of digests of one function, each within the limit or of a single digest. */
  private static List<List<Digest>> pack(
      Collection<Digest> digests, long limit, ToLongFunction<Digest> costOf) {
    Map<DigestFunction, List<Digest>> open = new EnumMap<>(DigestFunction.class);
    Map<DigestFunction, Long> costs = new EnumMap<>(DigestFunction.class);
    List<List<Digest>> batches = new ArrayList<>();
    for (Digest digest : digests) {
      DigestFunction function = digest.function();
      long cost = costs.getOrDefault(function, 0L) + costOf.applyAsLong(digest);
      List<Digest> batch = open.get(function);
      if (batch == null || cost > limit) {
        batch = new ArrayList<>();
        batches.add(batch);
        open.put(function, batch);
        cost = costOf.applyAsLong(digest);
      }
      batch.add(digest);
      costs.put(function, cost);
    }
    return batches;
  }
}
