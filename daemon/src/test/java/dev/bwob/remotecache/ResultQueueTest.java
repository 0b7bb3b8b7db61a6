package dev.bwob.remotecache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.RequestMetadata;
import dev.bwob.cas.SampleBlobs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ResultQueueTest {
  private static PassedResult result(int number) {
    return new PassedResult(
        "",
        SampleBlobs.digest(new byte[1]),
        ActionResult.newBuilder().setExitCode(number).build(),
        RequestMetadata.getDefaultInstance());
  }

  private static List<PassedResult> results(int from, int to) {
    return IntStream.range(from, to).mapToObj(ResultQueueTest::result).toList();
  }

  @Test
  void everythingIsHandedOverInOrderBeforeItCloses() {
    List<PassedResult> recorded = Collections.synchronizedList(new ArrayList<>());
    ResultQueue queue = new ResultQueue(10_000, recorded::addAll);
    results(0, 5000).forEach(queue::passed);
    queue.close();
    assertEquals(results(0, 5000), recorded);
    assertEquals(0, queue.dropped());
  }

  @Test
  void slowSinkCostsResultsAndNotTime() throws Exception {
    List<PassedResult> recorded = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ResultQueue queue =
        new ResultQueue(
            10,
            batch -> {
              began.countDown();
              await(release);
              recorded.addAll(batch);
            });
    queue.passed(result(0));
    began.await();
    results(1, 21).forEach(queue::passed);
    assertEquals(10, queue.waiting());
    assertEquals(10, queue.dropped());
    release.countDown();
    queue.close();
    assertEquals(results(0, 11), recorded);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sinkThatFailsHearsOfTheNext() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    List<PassedResult> recorded = Collections.synchronizedList(new ArrayList<>());
    ResultQueue queue =
        new ResultQueue(
            10,
            batch -> {
              if (failed.getCount() > 0) {
                failed.countDown();
                throw new IllegalStateException("disk on fire");
              }
              recorded.addAll(batch);
            });
    queue.passed(result(1));
    failed.await();
    queue.passed(result(2));
    queue.close();
    assertTrue(queue.dropped() == 1);
    assertEquals(results(2, 3), recorded);
  }
}
