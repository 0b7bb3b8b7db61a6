package dev.bwob.bes;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.v1.BuildEvent.BuildComponentStreamFinished;
import com.google.devtools.build.v1.BuildEvent.BuildComponentStreamFinished.FinishType;
import com.google.devtools.build.v1.OrderedBuildEvent;
import com.google.devtools.build.v1.PublishBuildEventGrpc;
import com.google.devtools.build.v1.PublishBuildToolEventStreamRequest;
import com.google.devtools.build.v1.PublishBuildToolEventStreamResponse;
import com.google.devtools.build.v1.StreamId;
import com.google.devtools.build.v1.StreamId.BuildComponent;
import com.google.protobuf.Any;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that sends what a test says, and hands out what comes back. */
final class TestStream
    implements ClientResponseObserver<
        PublishBuildToolEventStreamRequest, PublishBuildToolEventStreamResponse> {
  /** Until a test says that something does not come at all. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
  private final StreamId id;
  private final StreamObserver<PublishBuildToolEventStreamRequest> requests;
  private @Nullable ClientCallStreamObserver<PublishBuildToolEventStreamRequest> call;

  private final boolean takesAnswers;

  private TestStream(Channel channel, StreamId id, boolean takesAnswers) {
    this.id = id;
    this.takesAnswers = takesAnswers;
    this.requests = PublishBuildEventGrpc.newStub(channel).publishBuildToolEventStream(this);
  }

  static TestStream open(Channel channel, String invocationId) {
    return new TestStream(channel, id(invocationId), /* takesAnswers= */ true);
  }

  /** A client that takes no answers until {@link #takeAnswers}. */
  static TestStream openWithoutTaking(Channel channel, String invocationId) {
    return new TestStream(channel, id(invocationId), /* takesAnswers= */ false);
  }

  static StreamId id(String invocationId) {
    return StreamId.newBuilder()
        .setBuildId("build of " + invocationId)
        .setInvocationId(invocationId)
        .setComponent(BuildComponent.TOOL)
        .build();
  }

  TestStream send(OrderedBuildEvent.Builder event) {
    requests.onNext(
        PublishBuildToolEventStreamRequest.newBuilder().setOrderedBuildEvent(event).build());
    return this;
  }

  TestStream send(long number, com.google.devtools.build.v1.BuildEvent.Builder event) {
    return send(
        OrderedBuildEvent.newBuilder().setStreamId(id).setSequenceNumber(number).setEvent(event));
  }

  TestStream send(long number, BuildEvent event) {
    return send(
        number,
        com.google.devtools.build.v1.BuildEvent.newBuilder().setBazelEvent(Any.pack(event)));
  }

  /** Sends events with the numbers from this one on. */
  TestStream sendAll(long first, List<BuildEvent> events) {
    long number = first;
    for (BuildEvent event : events) {
      send(number++, event);
    }
    return this;
  }

  TestStream sendFinished(long number) {
    return send(
        number,
        com.google.devtools.build.v1.BuildEvent.newBuilder()
            .setComponentStreamFinished(
                BuildComponentStreamFinished.newBuilder().setType(FinishType.FINISHED)));
  }

  TestStream halfClose() {
    requests.onCompleted();
    return this;
  }

  /** Takes so many answers more. */
  void takeAnswers(int count) {
    if (call != null) {
      call.request(count);
    }
  }

  /** Breaks the stream from this end. */
  void cancel() {
    if (call != null) {
      call.cancel("the client is gone", null);
    }
  }

  /** Waits until so many events are acknowledged, and returns their numbers. */
  List<Long> acks(int count) throws InterruptedException {
    List<Long> numbers = new ArrayList<>(count);
    while (numbers.size() < count) {
      switch (next()) {
        case PublishBuildToolEventStreamResponse ack -> {
          if (!ack.getStreamId().equals(id)) {
            throw new AssertionError("of another stream: " + ack);
          }
          numbers.add(ack.getSequenceNumber());
        }
        case Object end -> throw new AssertionError("after " + numbers + ": " + end);
      }
    }
    return numbers;
  }

  /** Waits for the end of the stream, with nothing more acknowledged before. */
  Status end() throws InterruptedException {
    Object next = next();
    if (next instanceof Status status) {
      return status;
    }
    throw new AssertionError("not the end: " + next);
  }

  /** Whether something came and was not asked for. */
  boolean hasAnswer() {
    return !answers.isEmpty();
  }

  private Object next() throws InterruptedException {
    Object next = answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    if (next == null) {
      throw new AssertionError("nothing comes");
    }
    return next;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<PublishBuildToolEventStreamRequest> started) {
    call = started;
    if (!takesAnswers) {
      started.disableAutoRequestWithInitial(0);
    }
  }

  @Override
  public void onNext(PublishBuildToolEventStreamResponse ack) {
    answers.add(ack);
  }

  @Override
  public void onError(Throwable cause) {
    answers.add(Status.fromThrowable(cause));
  }

  @Override
  public void onCompleted() {
    answers.add(Status.OK);
  }
}
