package dev.bwob.cas.grpc;

import com.google.common.util.concurrent.ListenableFuture;
import dev.bwob.cas.source.SourceSettings;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Calls to one server, blocking and interruptible. */
final class GrpcConnection implements AutoCloseable {
  private final SourceSettings settings;
  private final GrpcChannels channels;

  GrpcConnection(SourceSettings settings) {
    this.settings = settings;
    this.channels = new GrpcChannels(settings);
  }

  SourceSettings settings() {
    return settings;
  }

  String source() {
    return settings.address().toString();
  }

  StatusTranslator translator() {
    return new StatusTranslator(source(), settings.instanceName());
  }

  /** A connection for a streaming call. */
  Channel channel() {
    return channels.next();
  }

  /** Is told of every status that is not OK. */
  void failed(Status status) {
    if (status.getCode() == Status.Code.UNAVAILABLE) {
      channels.reconnect();
    }
  }

  /** One question, one answer, in the time that the settings give it. An interrupt cancels it. */
  <Q, A> A call(MethodDescriptor<Q, A> method, Q question)
      throws StatusException, InterruptedException {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(
            settings.transfer().callTimeout().toNanos(), TimeUnit.NANOSECONDS);
    ListenableFuture<A> answer =
        ClientCalls.futureUnaryCall(channels.next().newCall(method, options), question);
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(/* mayInterruptIfRunning= */ true);
      throw e;
    } catch (ExecutionException e) {
      Status status = Status.fromThrowable(e);
      failed(status);
      throw status.asException();
    }
  }

  @Override
  public void close() {
    channels.close();
  }
}
