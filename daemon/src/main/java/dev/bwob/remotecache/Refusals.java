package dev.bwob.remotecache;

import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.local.DigestMismatchException;
import dev.bwob.cas.local.StoreFullException;
import dev.bwob.cas.local.UploadOffsetException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The statuses that these services end calls with, as the Remote Execution API wants them. */
final class Refusals {
  private static final Logger LOG = Logger.getLogger(Refusals.class.getName());

  private Refusals() {}

  /** The request means nothing. */
  static StatusRuntimeException invalid(String what) {
    return Status.INVALID_ARGUMENT.withDescription(what).asRuntimeException();
  }

  static StatusRuntimeException notFound(String what) {
    return Status.NOT_FOUND.withDescription(what).asRuntimeException();
  }

  static StatusRuntimeException outOfRange(String what) {
    return Status.OUT_OF_RANGE.withDescription(what).asRuntimeException();
  }

  static StatusRuntimeException toException(Throwable cause) {
    return toStatus(cause).asRuntimeException();
  }

  static Status toStatus(Throwable cause) {
    return switch (cause) {
      case StatusRuntimeException e -> e.getStatus();
      case BlobNotFoundException e -> Status.NOT_FOUND.withDescription(e.getMessage());
      case BlobException e -> Status.INTERNAL.withDescription(e.getMessage());
      case DigestMismatchException e -> Status.INVALID_ARGUMENT.withDescription(e.getMessage());
      case UploadOffsetException e -> Status.OUT_OF_RANGE.withDescription(e.getMessage());
      case StoreFullException e -> Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage());
      case IOException e -> {
        LOG.log(Level.WARNING, "The local store failed", e);
        yield Status.INTERNAL.withDescription("bwob's store failed: " + e);
      }
      case InterruptedException e -> Status.CANCELLED.withDescription("cancelled");
      default -> {
        LOG.log(Level.SEVERE, "A bug in the remote cache", cause);
        yield Status.INTERNAL.withDescription("This is a bug in bwob: " + cause);
      }
    };
  }
}
