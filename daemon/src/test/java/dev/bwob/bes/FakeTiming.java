package dev.bwob.bes;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on only when it is looked at, and tasks that run when a test says so. */
final class FakeTiming implements Timing {
  private final long tick;
  private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  /**
   * @param tick what a look at the clock takes; zero for a clock that stands still
   */
  FakeTiming(Duration tick) {
    this.tick = tick.toNanos();
  }

  @Override
  public long nanoTime() {
    return nanos.addAndGet(tick);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    tasks.add(task);
  }

  void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Waits until a task is scheduled: a stream has left its sequence. */
  Runnable awaitTask() throws InterruptedException {
    Runnable task = tasks.poll(TestStream.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (task == null) {
      throw new AssertionError("no task was scheduled");
    }
    return task;
  }
}
