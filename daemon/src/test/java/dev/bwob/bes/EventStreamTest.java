package dev.bwob.bes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.v1.OrderedBuildEvent;
import com.google.devtools.build.v1.PublishBuildEventGrpc;
import com.google.devtools.build.v1.PublishLifecycleEventRequest;
import com.google.devtools.build.v1.StreamId;
import com.google.protobuf.Empty;
import dev.bwob.output.Invocation.State;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Streams that come as they should: what is acknowledged, and when. */
final class EventStreamTest {
  private static final StreamOptions PATIENT =
      new StreamOptions(10, Duration.ofHours(1), Duration.ofMinutes(5), 4);

  private final ScriptedRecorder recorder = new ScriptedRecorder();
  private TestServer server = new TestServer(recorder.known, recorder, TestServer.EAGER);

  @AfterEach
  void stop() {
    server.close();
  }

  private void restart(StreamOptions options, Duration tick) {
    server.close();
    server = new TestServer(recorder.known, recorder, options, tick);
  }

  @Test
  void wholeBuildIsAcknowledgedInOrderAndRecorded() throws Exception {
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.build("a", 3)).sendFinished(11).halfClose();

    assertEquals(LongStream.rangeClosed(1, 11).boxed().toList(), stream.acks(11));
    assertEquals(Status.OK, stream.end());
    assertEquals(State.FINISHED, recorder.only().ended.orElseThrow().state());
    assertEquals(3, recorder.only().targets.size());
    assertEquals(3, recorder.only().sets.size());
    assertTrue(recorder.only().closed);
  }

  @Test
  void targetIsInTheIndexWhenItIsAcknowledged() throws Exception {
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.head("a"));
    stream.send(4, BuildEvents.set("0", "f")).send(5, BuildEvents.target("//:t", "0"));

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), stream.acks(5));
    assertEquals("//:t", recorder.only().targets.getFirst().label());
    assertTrue(recorder.only().flushes > 0);
    assertTrue(recorder.only().ended.isEmpty());
  }

  @Test
  void firstEventsAreAcknowledgedWithTheRecordsBeginning() throws Exception {
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.head("a").subList(0, 2));
    // A gap ends the stream after what came before it.
    stream.send(9, BuildEvents.last());
    assertEquals(Status.Code.ABORTED, stream.end().getCode());
    assertEquals(0, recorder.count());

    TestStream resumed = server.open("a");
    resumed.sendAll(1, BuildEvents.head("a"));
    assertEquals(List.of(1L, 2L, 3L), resumed.acks(3));
    assertEquals(1, recorder.count());
  }

  @Test
  void fewEventsWaitForMore() throws Exception {
    restart(PATIENT, Duration.ZERO);
    TestStream stream = server.open("a");
    // A flush is tried at the first event, and made at the tenth after it.
    stream.sendAll(1, BuildEvents.build("a", 20).subList(0, 18));
    assertEquals(LongStream.rangeClosed(1, 11).boxed().toList(), stream.acks(11));

    stream.send(99, BuildEvents.last());
    assertEquals(LongStream.rangeClosed(12, 18).boxed().toList(), stream.acks(7));
    assertEquals(Status.Code.ABORTED, stream.end().getCode());
    assertEquals(2, recorder.only().flushes);
  }

  @Test
  void streamEndsAlsoWhenWhatCameLastCannotBeFlushed() throws Exception {
    restart(PATIENT, Duration.ZERO);
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.build("a", 20).subList(0, 11));
    assertEquals(11, stream.acks(11).size());
    recorder.nextFlush = new IllegalStateException("never so");
    stream.send(12, BuildEvents.last()).send(99, BuildEvents.last());
    assertEquals(Status.Code.ABORTED, stream.end().getCode());

    TestStream resumed = server.open("a");
    resumed.send(12, BuildEvents.last()).sendFinished(13);
    assertEquals(List.of(12L, 13L), resumed.acks(2));
  }

  @Test
  void eventsAreFlushedWhenNoMoreComeForATime() throws Exception {
    StreamOptions options =
        new StreamOptions(1_000, Duration.ofMillis(20), Duration.ofMinutes(5), 4);
    restart(options, Duration.ofMillis(1));
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.build("a", 2).subList(0, 5));
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L), stream.acks(5));
    assertTrue(recorder.only().ended.isEmpty());
  }

  @Test
  void manyEventsDoNotWaitForTheInterval() throws Exception {
    restart(PATIENT, Duration.ZERO);
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.build("a", 20).subList(0, 21));

    // One flush is tried at the first event, then one at every tenth.
    assertEquals(LongStream.rangeClosed(1, 21).boxed().toList(), stream.acks(21));
    assertEquals(2, recorder.only().flushes);
  }

  @Test
  void torrentIsFlushedInLargeBatches() throws Exception {
    restart(new StreamOptions(4_096, Duration.ofHours(1), Duration.ofMinutes(5), 4), Duration.ZERO);
    TestStream stream = server.open("a");
    int targets = 50_000;
    int events = BuildEvents.HEAD + 2 * targets + 1;
    stream.sendAll(1, BuildEvents.build("a", targets)).sendFinished(events + 1).halfClose();

    assertEquals(LongStream.rangeClosed(1, events + 1).boxed().toList(), stream.acks(events + 1));
    assertEquals(Status.OK, stream.end());
    assertEquals(targets, recorder.only().targets.size());
    assertEquals(events / 4_096, recorder.only().flushes);
  }

  @Test
  void clientThatTakesNoAcknowledgementsIsHeldBack() throws Exception {
    TestStream stream = TestStream.openWithoutTaking(server.channel, "a");
    stream.sendAll(1, BuildEvents.build("a", 500)).sendFinished(1_005).halfClose();
    TestStream other = server.open("b");
    other.sendAll(1, BuildEvents.build("b", 500)).sendFinished(1_005).halfClose();
    assertEquals(1_005, other.acks(1_005).size());
    assertTrue(recorder.recording("a").stream().allMatch(one -> one.targets.size() < 20));

    stream.takeAnswers(2_000);
    assertEquals(LongStream.rangeClosed(1, 1_005).boxed().toList(), stream.acks(1_005));
    assertEquals(Status.OK, stream.end());
  }

  @Test
  void lastEventIsNotKeptWaiting() throws Exception {
    restart(PATIENT, Duration.ZERO);
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.build("a", 1)).sendFinished(7).halfClose();

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), stream.acks(7));
    assertEquals(Status.OK, stream.end());
  }

  @Test
  void buildThatEndsBeforeItsExecRootIsKnownIsAcknowledged() throws Exception {
    TestStream stream = server.open("a");
    stream
        .send(1, BuildEvents.started("a"))
        .send(2, BuildEvents.last())
        .sendFinished(3)
        .halfClose();

    assertEquals(List.of(1L, 2L, 3L), stream.acks(3));
    assertEquals(Status.OK, stream.end());
    assertEquals(State.FINISHED, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void streamThatIsFinishedWithoutTheLastEventIsCut() throws Exception {
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.head("a")).sendFinished(4).halfClose();

    assertEquals(List.of(1L, 2L, 3L, 4L), stream.acks(4));
    assertEquals(Status.OK, stream.end());
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void halfCloseEndsAStreamThatWasNotFinished() throws Exception {
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.build("a", 1)).halfClose();

    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), stream.acks(6));
    assertEquals(Status.OK, stream.end());
    assertEquals(State.FINISHED, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void streamWithoutEventsIsNoBuild() throws Exception {
    TestStream stream = server.open("a");
    stream.halfClose();
    assertEquals(Status.OK, stream.end());
    assertEquals(0, recorder.count());
  }

  @Test
  void eventsOfOtherKindsAreAcknowledged() throws Exception {
    TestStream stream = server.open("a");
    stream.send(1, com.google.devtools.build.v1.BuildEvent.newBuilder());
    assertEquals(List.of(1L), stream.acks(1));
    stream.sendAll(2, BuildEvents.build("a", 1));
    assertEquals(List.of(2L, 3L, 4L, 5L, 6L, 7L), stream.acks(6));
    assertEquals(1, recorder.only().targets.size());
  }

  @Test
  void lifecycleEventIsAcknowledged() {
    StreamId build = StreamId.newBuilder().setBuildId("b").build();
    assertEquals(Empty.getDefaultInstance(), lifecycle(build));
  }

  @Test
  void lifecycleEventWithoutBuildIsRefused() {
    StatusRuntimeException refused =
        Assertions.assertThrows(
            StatusRuntimeException.class, () -> lifecycle(StreamId.getDefaultInstance()));
    assertEquals(
        "INVALID_ARGUMENT: The stream id of a build event has no build id.", refused.getMessage());
  }

  private Empty lifecycle(StreamId id) {
    return PublishBuildEventGrpc.newBlockingStub(server.channel)
        .publishLifecycleEvent(
            PublishLifecycleEventRequest.newBuilder()
                .setBuildEvent(OrderedBuildEvent.newBuilder().setStreamId(id).setSequenceNumber(1))
                .build());
  }
}
