package dev.bwob.bes;

import com.google.devtools.build.v1.OrderedBuildEvent;
import com.google.devtools.build.v1.PublishBuildEventGrpc;
import com.google.devtools.build.v1.PublishBuildToolEventStreamRequest;
import com.google.devtools.build.v1.PublishBuildToolEventStreamResponse;
import com.google.devtools.build.v1.PublishLifecycleEventRequest;
import com.google.protobuf.Empty;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputRecorder;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code google.devtools.build.v1.PublishBuildEvent}, which Bazel's {@code --bes_backend} speaks:
 * records builds while they run.
 *
 * <p>An event is acknowledged when it is durable in the index; the outputs of a target are there
 * when its completion was acknowledged. The first events of a build are acknowledged together, once
 * its record can begin: with its flags and exec root.
 *
 * <p>A stream that breaks may be resumed, with the first event that was not acknowledged, for some
 * minutes; then the record is sealed as cut. A stream that goes on where nothing is in memory (the
 * daemon was started anew) is accepted all the same, so that the build does not fail for it: if the
 * index has the first part, the rest becomes a record of its own, {@code
 * rest-from-<number>-of-<invocation id>}, in which targets lack the sets named before; else it is
 * not recorded.
 *
 * <p>Bazel sends events of any size: a server should take messages of {@link #MAX_MESSAGE_SIZE}.
 */
public final class PublishBuildEventService extends PublishBuildEventGrpc.PublishBuildEventImplBase
    implements AutoCloseable {
  /** Bytes that no message of Bazel's exceeds, 64 MiB: by default gRPC servers refuse 4 MiB. */
  public static final int MAX_MESSAGE_SIZE = 64 * 1024 * 1024;

  private static final Logger LOG = Logger.getLogger(PublishBuildEventService.class.getName());

  private final StreamOptions options;
  private final Timing timing;
  private final EventSequences sequences;

  /**
   * @param builds knows what {@code recorder} has recorded
   */
  public PublishBuildEventService(BuildIndex builds, OutputRecorder recorder) {
    this(builds, recorder, StreamOptions.DEFAULT, Timing.SYSTEM);
  }

  PublishBuildEventService(
      BuildIndex builds, OutputRecorder recorder, StreamOptions options, Timing timing) {
    this.options = options;
    this.timing = timing;
    this.sequences = new EventSequences(builds, recorder, options, timing);
  }

  @Override
  public void publishLifecycleEvent(
      PublishLifecycleEventRequest request, StreamObserver<Empty> observer) {
    OrderedBuildEvent event = request.getBuildEvent();
    try {
      StreamKey.check("build id", event.getStreamId().getBuildId());
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    }
    LOG.log(
        Level.FINE,
        "{0} of build {1}, invocation {2}",
        new Object[] {
          event.getEvent().getEventCase(),
          event.getStreamId().getBuildId(),
          event.getStreamId().getInvocationId()
        });
    observer.onNext(Empty.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public StreamObserver<PublishBuildToolEventStreamRequest> publishBuildToolEventStream(
      StreamObserver<PublishBuildToolEventStreamResponse> observer) {
    FlushPolicy policy =
        new FlushPolicy(options.eventsPerFlush(), options.flushInterval(), timing::nanoTime);
    return EventStream.start(observer, sequences, policy);
  }

  /**
   * Ends all streams with UNAVAILABLE, refuses new ones, and seals what was recorded as cut. To be
   * called before the server is shut down, which would wait for the streams, and before the index
   * is closed.
   */
  @Override
  public void close() {
    sequences.close();
  }
}
