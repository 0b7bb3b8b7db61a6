package dev.bwob.remotecache;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** A Write, message by message. Closing it before its end is a client that goes. */
final class WriteCall implements AutoCloseable {
  private final CompletableFuture<WriteResponse> response = new CompletableFuture<>();
  private final Context.CancellableContext context = Context.current().withCancellation();
  private final StreamObserver<WriteRequest> requests;

  WriteCall(Channel channel) throws Exception {
    requests = context.call(() -> ByteStreamGrpc.newStub(channel).write(new Answer()));
  }

  void send(WriteRequest request) {
    requests.onNext(request);
  }

  void end() {
    requests.onCompleted();
  }

  /** Waits for the answer; throws the status when it is a failure. */
  WriteResponse response() throws Exception {
    try {
      return response.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException status) {
        throw status;
      }
      throw e;
    }
  }

  @Override
  public void close() {
    context.cancel(null);
  }

  private final class Answer implements StreamObserver<WriteResponse> {
    @Override
    public void onNext(WriteResponse answer) {
      response.complete(answer);
    }

    @Override
    public void onError(Throwable cause) {
      response.completeExceptionally(cause);
    }

    @Override
    public void onCompleted() {
      response.completeExceptionally(new AssertionError("no answer came"));
    }
  }
}
