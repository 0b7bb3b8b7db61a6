package dev.bwob.cas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class TaskGroupTest {
  @Test
  void firstFailureInterruptsTheOthersAndIsThrown() {
    IllegalStateException failure = new IllegalStateException("on fire");
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    try (TaskGroup group = new TaskGroup()) {
      group.fork(() -> {
        waiting.countDown();
        never.await();
      });
      group.fork(() -> {
        waiting.await();
        throw failure;
      });
      assertSame(failure, assertThrows(IllegalStateException.class, group::join));
    }
  }

  @Test
  void interruptOfTheCallerEndsTheTasks() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread caller =
        Thread.ofVirtual()
            .start(() -> {
              try (TaskGroup group = new TaskGroup()) {
                group.fork(() -> {
                  started.countDown();
                  never.await();
                });
                group.join();
              } catch (InterruptedException e) {
                ended.countDown();
              }
            });
    started.await();
    caller.interrupt();
    caller.join();
    assertEquals(0, ended.getCount());
  }

  @Test
  void permitsComeBackWhateverHappens() throws Exception {
    Semaphore permits = new Semaphore(2);
    try (TaskGroup group = new TaskGroup()) {
      for (int i = 0; i < 10; i++) {
        group.fork(
            permits,
            () -> {
              throw new IllegalStateException("on fire");
            });
      }
      assertThrows(IllegalStateException.class, group::join);
    }
    assertEquals(2, permits.availablePermits());
  }
}
