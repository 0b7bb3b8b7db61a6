package dev.bwob.bes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.v1.BuildEvent;
import com.google.devtools.build.v1.OrderedBuildEvent;
import com.google.devtools.build.v1.StreamId;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bwob.index.IndexException;
import io.grpc.Status;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that are wrong, and an index that is: each ends with a status that says why. */
final class HostileStreamTest {
  private final ScriptedRecorder recorder = new ScriptedRecorder();
  private final TestServer server = new TestServer(recorder.known, recorder, TestServer.EAGER);

  @AfterEach
  void stop() {
    server.close();
  }

  private static void assertStatus(Status.Code code, String message, Status status) {
    assertEquals(code + ": " + message, status.getCode() + ": " + status.getDescription());
  }

  private TestStream begun() throws InterruptedException {
    TestStream stream = server.open("a");
    stream.sendAll(1, BuildEvents.head("a"));
    assertEquals(List.of(1L, 2L, 3L), stream.acks(3));
    return stream;
  }

  @Test
  void gapIsRefusedSoThatTheClientSendsAgain() throws Exception {
    TestStream stream = begun();
    stream.send(4, BuildEvents.set("0", "f")).send(6, BuildEvents.target("//:t", "0"));

    assertEquals(List.of(4L), stream.acks(1));
    assertStatus(
        Status.Code.ABORTED,
        "Event 6 of the event stream of invocation a came where event 5 is awaited.",
        stream.end());

    TestStream resumed = server.open("a");
    resumed.send(5, BuildEvents.target("//:t", "0")).send(6, BuildEvents.last());
    resumed.sendFinished(7).halfClose();
    assertEquals(List.of(5L, 6L, 7L), resumed.acks(3));
    assertEquals(Status.OK, resumed.end());
    assertEquals(1, recorder.only().targets.size());
  }

  @Test
  void eventOfAnotherTypeIsRefused() throws Exception {
    TestStream stream = begun();
    stream.send(4, BuildEvent.newBuilder().setBazelEvent(Any.pack(StreamId.getDefaultInstance())));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "Event 4 of the event stream of invocation a is of type"
            + " 'type.googleapis.com/google.devtools.build.v1.StreamId';"
            + " build_event_stream.BuildEvent is awaited.",
        stream.end());
  }

  @Test
  void eventThatCannotBeReadIsRefused() throws Exception {
    TestStream stream = begun();
    Any broken =
        Any.newBuilder()
            .setTypeUrl("type.googleapis.com/build_event_stream.BuildEvent")
            .setValue(ByteString.copyFromUtf8("\n\u00ff\u00ff\u00ff"))
            .build();
    stream.send(4, BuildEvent.newBuilder().setBazelEvent(broken));
    Status status = stream.end();
    assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
    assertTrue(
        String.valueOf(status.getDescription())
            .startsWith("Event 4 of the event stream of invocation a can't be read: "),
        status::toString);
  }

  @Test
  void missingIdsAreRefused() throws Exception {
    TestStream stream = server.open("a");
    stream.send(
        OrderedBuildEvent.newBuilder()
            .setSequenceNumber(1)
            .setStreamId(StreamId.newBuilder().setInvocationId("a")));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "The stream id of a build event has no build id.",
        stream.end());

    TestStream second = server.open("a");
    second.send(
        OrderedBuildEvent.newBuilder()
            .setSequenceNumber(1)
            .setStreamId(StreamId.newBuilder().setBuildId("b")));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "The stream id of a build event has no invocation id.",
        second.end());
  }

  @Test
  void overlongIdIsRefused() throws Exception {
    TestStream stream = server.open("a".repeat(1_000));
    stream.sendAll(1, BuildEvents.head("a"));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "The build id of a build event has 1009 characters; at most 256 are taken.",
        stream.end());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void sequenceNumberBelowOneIsRefused(long number) throws Exception {
    TestStream stream = server.open("a");
    stream.send(number, BuildEvents.started("a"));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "A build event has the sequence number %d; the first is 1.".formatted(number),
        stream.end());
  }

  @Test
  void streamIdThatChangesIsRefused() throws Exception {
    TestStream stream = begun();
    stream.send(
        OrderedBuildEvent.newBuilder().setSequenceNumber(4).setStreamId(TestStream.id("other")));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "An event of build 'build of other', invocation 'other', came on the event stream of"
            + " invocation a.",
        stream.end());
  }

  @Test
  void startOfAnotherInvocationIsRefused() throws Exception {
    TestStream stream = server.open("a");
    stream.send(1, BuildEvents.started("b"));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "An event begins invocation 'b' on the stream of invocation a.",
        stream.end());
    assertEquals(0, recorder.count());
  }

  @Test
  void secondStartIsRefused() throws Exception {
    TestStream stream = begun();
    stream.send(4, BuildEvents.started("a"));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        "An event begins invocation a for a second time.",
        stream.end());
  }

  @Test
  void eventAfterTheEndIsRefused() throws Exception {
    TestStream stream = begun();
    stream.sendFinished(4).send(5, BuildEvents.last());
    assertEquals(List.of(4L), stream.acks(1));
    assertStatus(
        Status.Code.FAILED_PRECONDITION,
        "Event 5 came after the end of the event stream of invocation a.",
        stream.end());
  }

  @Test
  void largestSequenceNumberDoesNotWrapAround() throws Exception {
    TestStream stream = begun();
    stream.send(Long.MAX_VALUE, BuildEvents.last());
    assertEquals(Status.Code.ABORTED, stream.end().getCode());
  }

  @Test
  void indexThatCannotBeWrittenBreaksTheStreamUntilItCan() throws Exception {
    TestStream stream = begun();
    recorder.nextFlush = new IndexException("The disk is full.");
    stream.send(4, BuildEvents.set("0", "f"));
    assertStatus(
        Status.Code.UNAVAILABLE, "Build events can't be recorded: The disk is full.", stream.end());

    TestStream resumed = server.open("a");
    resumed.send(4, BuildEvents.set("0", "f")).send(5, BuildEvents.target("//:t", "0"));
    resumed.send(6, BuildEvents.last()).sendFinished(7).halfClose();
    assertEquals(List.of(4L, 5L, 6L, 7L), resumed.acks(4));
    assertEquals(Status.OK, resumed.end());
    assertEquals(1, recorder.only().sets.size());
    assertEquals(1, recorder.only().targets.size());
  }

  @Test
  void eventThatCouldNotBeRecordedIsTakenAgain() throws Exception {
    TestStream stream = begun();
    stream.send(4, BuildEvents.set("0", "f"));
    assertEquals(List.of(4L), stream.acks(1));
    recorder.nextTarget = new IndexException("The disk is full.");
    stream.send(5, BuildEvents.target("//:t", "0"));
    assertEquals(Status.Code.UNAVAILABLE, stream.end().getCode());

    TestStream resumed = server.open("a");
    resumed.send(5, BuildEvents.target("//:t", "0"));
    assertEquals(List.of(5L), resumed.acks(1));
    assertEquals(1, recorder.only().targets.size());
  }

  @Test
  void ownMistakeIsAStatusToo() throws Exception {
    TestStream stream = begun();
    recorder.nextTarget = new IllegalStateException("never so");
    stream.send(4, BuildEvents.target("//:t"));
    assertStatus(
        Status.Code.INTERNAL,
        "This is a bug in bwob: java.lang.IllegalStateException: never so"
            + " (the daemon's log has more)",
        stream.end());
  }
}
