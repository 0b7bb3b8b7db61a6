package dev.bwob.bes;

import dev.bwob.index.IndexException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * The statuses that end a stream. Bazel gives up at once on INVALID_ARGUMENT and
 * FAILED_PRECONDITION; after the others it opens a new stream and sends again what was not
 * acknowledged.
 */
final class Refusal {
  private Refusal() {}

  /** The client sends what it must not send; it would be no better if sent again. */
  static StatusRuntimeException invalid(String sentence) {
    return Status.INVALID_ARGUMENT.withDescription(sentence).asRuntimeException();
  }

  /** The stream's time is over; it would be no better if sent again. */
  static StatusRuntimeException over(String sentence) {
    return Status.FAILED_PRECONDITION.withDescription(sentence).asRuntimeException();
  }

  /** Another stream, begun at the first event that was not acknowledged, puts it right. */
  static StatusRuntimeException again(String sentence) {
    return Status.ABORTED.withDescription(sentence).asRuntimeException();
  }

  /** Not now: the daemon ends, or can't write its index. */
  static StatusRuntimeException unavailable(String sentence) {
    return Status.UNAVAILABLE.withDescription(sentence).asRuntimeException();
  }

  /** The status of whatever ended a stream. */
  static StatusRuntimeException of(Throwable cause) {
    return switch (cause) {
      case StatusRuntimeException already -> already;
      case IndexException e ->
          Status.UNAVAILABLE
              .withDescription("Build events can't be recorded: " + e.getMessage())
              .withCause(e)
              .asRuntimeException();
      default ->
          Status.INTERNAL
              .withDescription(
                  "This is a bug in bwob: %s (the daemon's log has more)".formatted(cause))
              .withCause(cause)
              .asRuntimeException();
    };
  }
}
