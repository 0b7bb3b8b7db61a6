package dev.bwob.bes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import dev.bwob.output.Invocation.State;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams that break, are taken over, or come a second time. */
final class ResumedStreamTest {
  private static final List<BuildEvent> BUILD = BuildEvents.build("a", 3);

  private final ScriptedRecorder recorder = new ScriptedRecorder();
  private final TestServer server = new TestServer(recorder.known, recorder, TestServer.EAGER);

  @AfterEach
  void stop() {
    server.close();
  }

  private TestStream begun(int events) throws InterruptedException {
    TestStream stream = server.open("a");
    stream.sendAll(1, BUILD.subList(0, events));
    assertEquals(events, stream.acks(events).size());
    return stream;
  }

  private void assertWhole() {
    assertEquals(State.FINISHED, recorder.only().ended.orElseThrow().state());
    assertEquals(3, recorder.only().targets.size());
    assertEquals(3, recorder.only().sets.size());
  }

  @Test
  void brokenStreamGoesOnWhereItsAcknowledgementsEnded() throws Exception {
    begun(5).cancel();
    Runnable expiry = server.timing.awaitTask();

    TestStream resumed = server.open("a");
    resumed.send(6, BUILD.get(5));
    assertEquals(List.of(6L), resumed.acks(1));
    // Its time is over when it runs, but the stream is carried again.
    expiry.run();
    resumed.sendAll(7, BUILD.subList(6, 10)).sendFinished(11).halfClose();
    assertEquals(List.of(7L, 8L, 9L, 10L, 11L), resumed.acks(5));
    assertEquals(Status.OK, resumed.end());
    assertWhole();
  }

  @Test
  void eventsWhoseAcknowledgementWasLostAreAcknowledgedAgainAndNotRecordedTwice() throws Exception {
    begun(7).cancel();
    TestStream resumed = server.open("a");
    resumed.sendAll(3, BUILD.subList(2, 10)).sendFinished(11).halfClose();
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L), resumed.acks(9));
    assertEquals(Status.OK, resumed.end());
    assertWhole();
  }

  @Test
  void wholeStreamThatComesTwiceIsAcknowledgedTwice() throws Exception {
    for (int i = 0; i < 2; i++) {
      TestStream stream = server.open("a");
      stream.sendAll(1, BUILD).sendFinished(11).halfClose();
      assertEquals(11, stream.acks(11).size());
      assertEquals(Status.OK, stream.end());
    }
    assertWhole();
  }

  @Test
  void eventSentTwiceOnOneStreamIsAcknowledgedTwice() throws Exception {
    TestStream stream = begun(5);
    stream.send(5, BUILD.get(4)).send(2, BUILD.get(1)).sendAll(6, BUILD.subList(5, 10));
    assertEquals(List.of(5L, 2L, 6L, 7L, 8L, 9L, 10L), stream.acks(7));
    stream.sendFinished(11);
    assertEquals(List.of(11L), stream.acks(1));
    assertWhole();
  }

  @Test
  void secondStreamTakesOver() throws Exception {
    TestStream first = begun(5);
    TestStream second = server.open("a");
    second.send(6, BUILD.get(5));
    assertEquals(List.of(6L), second.acks(1));

    Status ended = first.end();
    assertEquals(Status.Code.ABORTED, ended.getCode());
    assertEquals(
        "Another stream has taken over the event stream of invocation a.", ended.getDescription());
    second.sendAll(7, BUILD.subList(6, 10)).sendFinished(11).halfClose();
    assertEquals(5, second.acks(5).size());
    assertEquals(Status.OK, second.end());
    assertWhole();
  }

  @Test
  void streamThatIsNotResumedInTimeIsCut() throws Exception {
    begun(5).cancel();
    Runnable expiry = server.timing.awaitTask();
    assertTrue(recorder.only().ended.isEmpty());
    expiry.run();
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());
    assertEquals(1, recorder.only().targets.size());
  }

  @Test
  void expiryOfAnEarlierBreakDoesNotEndALaterOne() throws Exception {
    begun(5).cancel();
    Runnable expiry = server.timing.awaitTask();
    TestStream resumed = server.open("a");
    resumed.send(6, BUILD.get(5));
    assertEquals(List.of(6L), resumed.acks(1));
    resumed.cancel();
    Runnable second = server.timing.awaitTask();

    expiry.run();
    assertTrue(recorder.only().ended.isEmpty());
    second.run();
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void tooManyBrokenStreamsPushTheOldestOut() throws Exception {
    begun(5).cancel();
    List<Runnable> expiries = new ArrayList<>(List.of(server.timing.awaitTask()));
    for (int i = 0; i < TestServer.EAGER.kept(); i++) {
      assertTrue(recorder.first().ended.isEmpty());
      TestStream stream = server.open("other " + i);
      stream.sendAll(1, BuildEvents.head("other " + i));
      assertEquals(3, stream.acks(3).size());
      stream.cancel();
      expiries.add(server.timing.awaitTask());
    }
    assertEquals(State.CUT, recorder.first().ended.orElseThrow().state());
    // Some are sealed already; the rest is now.
    expiries.forEach(Runnable::run);
    assertTrue(recorder.all().stream().allMatch(recording -> recording.closed));
  }

  @Test
  void closingTheServiceEndsStreamsAndSealsThem() throws Exception {
    TestStream stream = begun(5);
    server.service.close();

    Status ended = stream.end();
    assertEquals(Status.Code.UNAVAILABLE, ended.getCode());
    assertEquals("The daemon is ending.", ended.getDescription());
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());

    TestStream late = server.open("b");
    late.sendAll(1, BuildEvents.head("b"));
    assertEquals(Status.Code.UNAVAILABLE, late.end().getCode());
  }
}
