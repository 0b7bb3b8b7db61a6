package dev.bwob.cas.grpc;

import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.ByteString;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One ByteStream.Read. The event loop only puts messages in line; so many are asked for that about
 * {@link #BUFFERED} bytes wait at a time.
 */
final class StreamedBlob implements Blob {
  private static final int BUFFERED = 1024 * 1024;
  private static final int FEWEST = 2;
  private static final int MOST = 32;

  private final GrpcConnection connection;
  private final Digest digest;
  private final Duration idleTimeout;
  private final Runnable onClose;
  private final ClientCall<ReadRequest, ReadResponse> call;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private int requested = FEWEST;
  private boolean ended;
  private boolean closed;
  private @Nullable BlobException failure;

  private sealed interface Event {
    record Message(ByteString bytes) implements Event {}

    record End(Status status) implements Event {}
  }

  private StreamedBlob(GrpcConnection connection, Digest digest, Runnable onClose) {
    this.connection = connection;
    this.digest = digest;
    this.idleTimeout = connection.settings().transfer().idleTimeout();
    this.onClose = onClose;
    call = connection.channel().newCall(ByteStreamGrpc.getReadMethod(), CallOptions.DEFAULT);
  }

  /**
   * Starts the call.
   *
   * @param onClose runs once, when the blob is closed
   */
  static Blob start(
      GrpcConnection connection, String resource, Digest digest, long offset, Runnable onClose) {
    StreamedBlob blob = new StreamedBlob(connection, digest, onClose);
    blob.call.start(blob.new Queueing(), new Metadata());
    blob.call.request(blob.requested);
    // No limit: servers disagree on what it means.
    blob.call.sendMessage(
        ReadRequest.newBuilder().setResourceName(resource).setReadOffset(offset).build());
    blob.call.halfClose();
    return blob;
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    if (failure != null) {
      throw failure;
    }
    while (!ended) {
      switch (events.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
        case null -> throw stalled();
        case Event.Message(ByteString bytes) -> {
          requestMore(bytes.size());
          if (!bytes.isEmpty()) {
            return bytes.asReadOnlyByteBuffer();
          }
        }
        case Event.End(Status status) -> finish(status);
      }
    }
    return null;
  }

  private void requestMore(int size) {
    requested--;
    int wanted = Math.clamp(BUFFERED / Math.max(size, 1), FEWEST, MOST);
    // Not one by one: each request is a task for the event loop.
    if (requested <= wanted / 2) {
      call.request(wanted - requested);
      requested = wanted;
    }
  }

  private void finish(Status status) throws BlobException {
    ended = true;
    if (!status.isOk()) {
      connection.failed(status);
      throw fail(connection.translator().aboutBlob(status, digest));
    }
  }

  private BlobException stalled() {
    ended = true;
    call.cancel("No byte came in time", null);
    return fail(
        new SourceUnavailableException(
            "%s sent no byte of blob %s for %d ms."
                .formatted(connection.source(), digest, idleTimeout.toMillis())));
  }

  private BlobException fail(BlobException exception) {
    failure = exception;
    return exception;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!ended) {
      ended = true;
      call.cancel("No longer wanted", null);
    }
    events.clear();
    onClose.run();
  }

  private final class Queueing extends ClientCall.Listener<ReadResponse> {
    @Override
    public void onMessage(ReadResponse message) {
      events.add(new Event.Message(message.getData()));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      events.add(new Event.End(status));
    }
  }
}
