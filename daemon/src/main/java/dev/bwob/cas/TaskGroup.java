package dev.bwob.cas;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The parallel parts of one blocking call, each on a virtual thread. None outlives {@link #close}:
 * the first failure, an interrupt of the caller, or leaving early interrupts the rest.
 */
public final class TaskGroup implements AutoCloseable {
  /** A part of the call. */
  @FunctionalInterface
  public interface Task {
    /** Does the part; interrupted when the call is cancelled. */
    void run() throws InterruptedException;
  }

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Starts a part. After a failure it does nothing, as {@link #join} is about to throw. */
  public void fork(Task task) {
    try {
      threads.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      if (failure.get() == null) {
        throw e;
      }
    }
  }

  /** Starts a part when a permit is free; gives the permit back when the part is done. */
  public void fork(Semaphore permits, Task task) throws InterruptedException {
    permits.acquire();
    try {
      threads.execute(() -> {
        try {
          run(task);
        } finally {
          permits.release();
        }
      });
    } catch (RejectedExecutionException e) {
      permits.release();
      if (failure.get() == null) {
        throw e;
      }
    }
  }

  /**
   * Waits until all parts are done.
   *
   * @throws InterruptedException when the caller or a part was interrupted
   */
  public void join() throws InterruptedException {
    threads.shutdown();
    if (!threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
      throw new IllegalStateException("Waited for centuries.");
    }
    switch (failure.get()) {
      case null -> {}
      case InterruptedException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }

  private void run(Task task) {
    try {
      task.run();
    } catch (InterruptedException | RuntimeException | Error e) {
      if (failure.compareAndSet(null, e)) {
        threads.shutdownNow();
      }
    }
  }
}
