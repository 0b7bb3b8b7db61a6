package dev.bwob.remotecache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hands action results over to a thread of its own, in batches. When that falls behind by more than
 * the queue holds, results are dropped and counted: a build never waits for being recorded.
 */
public final class ResultQueue implements ResultListener, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ResultQueue.class.getName());
  private static final int LARGEST_BATCH = 1000;

  /** Only to see that the queue is being closed. */
  private static final int LOOKS_UP_EVERY_MILLIS = 100;

  private final BlockingQueue<PassedResult> waiting;
  private final ResultSink sink;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * Begins to hand results over.
   *
   * @param capacity how many results may wait
   */
  public ResultQueue(int capacity, ResultSink sink) {
    this.waiting = new ArrayBlockingQueue<>(capacity);
    this.sink = sink;
    this.thread = Thread.ofPlatform().daemon().name("bwob-results").start(this::run);
  }

  @Override
  public void passed(PassedResult result) {
    if (closing || !waiting.offer(result)) {
      dropped.incrementAndGet();
    }
  }

  /** How many results nobody has heard of. */
  public long dropped() {
    return dropped.get();
  }

  /** How many results wait. */
  public int waiting() {
    return waiting.size();
  }

  private void run() {
    List<PassedResult> batch = new ArrayList<>();
    while (!closing || !waiting.isEmpty()) {
      try {
        PassedResult first = waiting.poll(LOOKS_UP_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, LARGEST_BATCH);
          hand(List.copyOf(batch));
          batch.clear();
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void hand(List<PassedResult> batch) {
    try {
      sink.record(batch);
    } catch (RuntimeException e) {
      dropped.addAndGet(batch.size());
      LOG.log(Level.WARNING, "%d action results can't be recorded".formatted(batch.size()), e);
    }
  }

  /** Hands over what waits, and ends. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
