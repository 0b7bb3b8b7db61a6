package dev.bwob.cas.grpc;

import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import io.grpc.Status;

/** The one place that knows which gRPC status of a cache means what. */
final class StatusTranslator {
  private final String source;
  private final String instanceName;

  /**
   * A translator for one source.
   *
   * @param source names it in messages
   */
  StatusTranslator(String source, String instanceName) {
    this.source = source;
    this.instanceName = instanceName;
  }

  /** What the answer to a question about one blob means. */
  BlobException aboutBlob(Status status, Digest digest) {
    return switch (status.getCode()) {
      case NOT_FOUND -> new BlobNotFoundException(digest, source);
      // BuildGrid says so of a blob that is damaged on its disk; it does not go away.
      case DATA_LOSS ->
          new BlobCorruptException(digest, source, "it says so itself (" + said(status) + ")");
      default -> aboutCall(status, "was asked for blob " + digest);
    };
  }

  /**
   * What the answer to a whole call means.
   *
   * @param asked what was asked, to follow the source's name
   */
  BlobException aboutCall(Status status, String asked) {
    Throwable cause = status.getCause();
    String message = "%s %s and answered %s".formatted(source, asked, said(status));
    return switch (status.getCode()) {
      case UNAVAILABLE,
          DEADLINE_EXCEEDED,
          RESOURCE_EXHAUSTED,
          INTERNAL,
          ABORTED,
          UNKNOWN,
          CANCELLED ->
          cause == null
              ? new SourceUnavailableException(message + ".")
              : new SourceUnavailableException(message + ".", cause);
      case OK -> new SourceUnavailableException(message + " with nothing in it.");
      default -> new SourceRefusedException(message + ": " + remedy(status.getCode()));
    };
  }

  private String remedy(Status.Code code) {
    return switch (code) {
      case UNAUTHENTICATED, PERMISSION_DENIED ->
          "look at the credentials (headers, TLS client certificate).";
      case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION ->
          "look at the instance name ('%s') and the digest function.".formatted(instanceName);
      case UNIMPLEMENTED -> "look whether this address is a Remote Execution API cache.";
      default -> "asking again will not help.";
    };
  }

  private static String said(Status status) {
    StringBuilder said = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      said.append(" \"").append(status.getDescription()).append('"');
    }
    Throwable cause = status.getCause();
    if (cause != null && cause.getMessage() != null) {
      said.append(" (").append(cause.getMessage()).append(')');
    }
    return said.toString();
  }
}
