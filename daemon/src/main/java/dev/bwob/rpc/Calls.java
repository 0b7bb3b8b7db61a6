package dev.bwob.rpc;

import dev.bwob.server.CallThreads;
import io.grpc.stub.StreamObserver;

/**
 * Starts the calls of this package's services: failures become statuses by {@link StatusMapper}.
 */
final class Calls {
  private static final CallThreads THREADS = new CallThreads(StatusMapper::toException);

  private Calls() {}

  /** As {@link CallThreads#start}. */
  static <T> void start(StreamObserver<T> observer, CallThreads.Body<T> body) {
    THREADS.start(observer, body);
  }
}
