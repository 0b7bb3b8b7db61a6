package dev.bwob.fetch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs tasks on virtual threads and waits for all of them. */
final class Crew {
  private Crew() {}

  /** Something that takes time. */
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException;
  }

  /** Something done to each item of a list. */
  @FunctionalInterface
  interface ItemTask<T> {
    void run(T item) throws InterruptedException;
  }

  /**
   * Runs the tasks, each on a thread of its own. An interrupt is passed on to them.
   *
   * @throws InterruptedException when the caller or a task was interrupted, after all have ended
   */
  static void run(List<Task> tasks) throws InterruptedException {
    if (tasks.size() == 1) {
      tasks.getFirst().run();
      return;
    }
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (Task task : tasks) {
      threads.add(Thread.ofVirtual().name("fetch").start(() -> runOne(task, failures)));
    }
    boolean interrupted = false;
    for (Thread thread : threads) {
      boolean ended = false;
      while (!ended) {
        try {
          thread.join();
          ended = true;
        } catch (InterruptedException e) {
          interrupted = true;
          threads.forEach(Thread::interrupt);
        }
      }
    }
    for (Throwable failure : failures) {
      if (!(failure instanceof InterruptedException)) {
        throw new IllegalStateException("A part of a fetch failed unexpectedly.", failure);
      }
    }
    if (interrupted || !failures.isEmpty()) {
      throw new InterruptedException("the fetch was cancelled");
    }
  }

  private static void runOne(Task task, ConcurrentLinkedQueue<Throwable> failures) {
    try {
      task.run();
    } catch (InterruptedException | RuntimeException | Error e) {
      failures.add(e);
    }
  }

  /** Does something to every item, in order, so many at a time. */
  static <T> void forEach(List<T> items, int workers, ItemTask<T> task)
      throws InterruptedException {
    if (items.isEmpty()) {
      return;
    }
    AtomicInteger next = new AtomicInteger();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < Math.min(workers, items.size()); i++) {
      tasks.add(() -> {
        for (int index = next.getAndIncrement();
            index < items.size();
            index = next.getAndIncrement()) {
          if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedException("the fetch was cancelled");
          }
          task.run(items.get(index));
        }
      });
    }
    run(tasks);
  }
}
