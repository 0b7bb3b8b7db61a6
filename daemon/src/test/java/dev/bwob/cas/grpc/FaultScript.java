package dev.bwob.cas.grpc;

import dev.bwob.digest.Digest;
import io.grpc.Status;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What goes wrong next at a {@link FakeRemoteCache}. */
public final class FaultScript {
  private final Queue<Status> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Cut> cuts = new ConcurrentLinkedQueue<>();
  private final Set<Digest> leftOut = ConcurrentHashMap.newKeySet();
  private volatile boolean shuffled;
  private volatile CountDownLatch together = new CountDownLatch(0);

  /**
   * The end of a Read before its time.
   *
   * @param after bytes that are sent before
   * @param status how the call ends; null when it never does
   */
  record Cut(long after, @Nullable Status status) {}

  FaultScript() {}

  /** The next calls of the CAS and ByteStream fail so, one each. */
  public void failNext(int times, Status status) {
    for (int i = 0; i < times; i++) {
      failures.add(status);
    }
  }

  /** The next Read ends so after some bytes; OK for a server that takes it for complete. */
  public void cutNextRead(long after, Status status) {
    cuts.add(new Cut(after, status));
  }

  /** The next Read sends some bytes and then nothing more, until it is cancelled. */
  public void stallNextRead(long after) {
    cuts.add(new Cut(after, null));
  }

  /** The next batch that asks for this digest is answered without it. */
  public void leaveOutOnce(Digest digest) {
    leftOut.add(digest);
  }

  /** Batches are answered backwards, each with an answer nobody asked for. */
  public void shuffleBatches() {
    shuffled = true;
  }

  /** Batches are answered only when so many are there at a time. */
  public void awaitBatches(int number) {
    together = new CountDownLatch(number);
  }

  @Nullable Status nextFailure() {
    return failures.poll();
  }

  @Nullable Cut nextCut() {
    return cuts.poll();
  }

  boolean leavesOut(Digest digest) {
    return leftOut.remove(digest);
  }

  boolean shuffles() {
    return shuffled;
  }

  void arrive() throws InterruptedException {
    CountDownLatch latch = together;
    latch.countDown();
    latch.await();
  }
}
