package dev.bwob.bes;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputRecorder;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.time.Duration;

/** The service behind an in-process server, with a clock that stands still. */
final class TestServer implements AutoCloseable {
  /** Every event is flushed by itself. */
  static final StreamOptions EAGER =
      new StreamOptions(4_096, Duration.ZERO, Duration.ofMinutes(5), 4);

  final FakeTiming timing;
  final PublishBuildEventService service;
  final ManagedChannel channel;
  private final Server server;

  TestServer(BuildIndex builds, OutputRecorder recorder, StreamOptions options) {
    this(builds, recorder, options, Duration.ZERO);
  }

  /**
   * @param tick what a look at the clock takes
   */
  TestServer(BuildIndex builds, OutputRecorder recorder, StreamOptions options, Duration tick) {
    timing = new FakeTiming(tick);
    service = new PublishBuildEventService(builds, recorder, options, timing);
    String name = InProcessServerBuilder.generateName();
    try {
      server = InProcessServerBuilder.forName(name).addService(service).build().start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    channel = InProcessChannelBuilder.forName(name).build();
  }

  TestStream open(String invocationId) {
    return TestStream.open(channel, invocationId);
  }

  @Override
  public void close() {
    service.close();
    channel.shutdownNow();
    server.shutdownNow();
  }
}
