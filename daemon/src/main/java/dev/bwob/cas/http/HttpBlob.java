package dev.bwob.cas.http;

import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The body of one answer, taken buffer by buffer: a few are under way at a time, not more. */
final class HttpBlob implements Blob, Flow.Subscriber<List<ByteBuffer>> {
  private static final int UNDER_WAY = 4;

  private final Digest digest;
  private final String source;
  private final Duration idleTimeout;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Deque<ByteBuffer> ready = new ArrayDeque<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile boolean closed;
  private boolean ended;
  private @Nullable BlobException failure;

  private sealed interface Event {
    record Buffers(List<ByteBuffer> list) implements Event {}

    record Failed(Throwable cause) implements Event {}

    record Complete() implements Event {}
  }

  HttpBlob(Digest digest, String source, Duration idleTimeout) {
    this.digest = digest;
    this.source = source;
    this.idleTimeout = idleTimeout;
  }

  @Override
  public @Nullable ByteBuffer read() throws BlobException, InterruptedException {
    if (failure != null) {
      throw failure;
    }
    while (true) {
      ByteBuffer buffer = ready.poll();
      if (buffer != null && buffer.hasRemaining()) {
        return buffer;
      }
      if (buffer == null && !receive()) {
        return null;
      }
    }
  }

  /** Waits for more buffers; false at the end. */
  private boolean receive() throws BlobException, InterruptedException {
    if (ended) {
      return false;
    }
    return switch (events.poll(idleTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
      case null -> throw fail("sent no byte for %d ms".formatted(idleTimeout.toMillis()), null);
      case Event.Buffers(var list) -> {
        ready.addAll(list);
        Flow.Subscription current = subscription;
        if (current != null) {
          current.request(1);
        }
        yield true;
      }
      case Event.Failed(var cause) -> throw fail("broke off: " + cause.getMessage(), cause);
      case Event.Complete() -> {
        ended = true;
        yield false;
      }
    };
  }

  private SourceUnavailableException fail(String what, @Nullable Throwable cause) {
    ended = true;
    cancel();
    String message = "%s was read for blob %s and %s.".formatted(source, digest, what);
    SourceUnavailableException exception =
        cause == null
            ? new SourceUnavailableException(message)
            : new SourceUnavailableException(message, cause);
    failure = exception;
    return exception;
  }

  /** Leaves out bytes. */
  void skip(long bytes) throws BlobException, InterruptedException {
    long left = bytes;
    while (left > 0) {
      ByteBuffer buffer = read();
      if (buffer == null) {
        throw new BlobCorruptException(
            digest, source, "they ended after " + (bytes - left) + " bytes");
      }
      int skipped = (int) Math.min(left, buffer.remaining());
      left -= skipped;
      if (skipped < buffer.remaining()) {
        ready.addFirst(buffer.position(buffer.position() + skipped));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    cancel();
  }

  private void cancel() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    if (closed) {
      newSubscription.cancel();
    } else {
      newSubscription.request(UNDER_WAY);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    events.add(new Event.Buffers(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    events.add(new Event.Failed(cause));
  }

  @Override
  public void onComplete() {
    events.add(new Event.Complete());
  }
}
