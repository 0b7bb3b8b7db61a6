package dev.bwob.rpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.Status;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.fetch.MaterializeException;
import dev.bwob.fetch.RequestException;
import dev.bwob.index.IndexException;
import dev.bwob.ingest.IngestException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** The one place that turns what went wrong into a gRPC status, by who must act. */
final class StatusMapper {
  static final Status OK = Status.getDefaultInstance();

  private StatusMapper() {}

  /** As {@link #toStatus}, for a whole call. */
  static StatusRuntimeException toException(Throwable cause) {
    if (cause instanceof StatusRuntimeException already) {
      return already;
    }
    return StatusProto.toStatusRuntimeException(toStatus(cause));
  }

  /** The status of one failure, with an {@link ErrorReason} among its details. */
  static Status toStatus(Throwable cause) {
    return switch (cause) {
      case RequestException e ->
          switch (e.kind()) {
            case INVALID -> status(Code.INVALID_ARGUMENT, ErrorReason.REQUEST, e);
            case NOT_RECORDED -> status(Code.NOT_FOUND, ErrorReason.NOT_RECORDED, e);
          };
      case BlobNotFoundException e -> evicted(e, "");
      case SourceUnavailableException e ->
          status(Code.UNAVAILABLE, ErrorReason.REMOTE_UNAVAILABLE, e);
      case SourceRefusedException e ->
          status(Code.FAILED_PRECONDITION, ErrorReason.REMOTE_REFUSED, e);
      case BlobCorruptException e -> status(Code.DATA_LOSS, ErrorReason.CORRUPT, e);
      case MaterializeException e ->
          switch (e.kind()) {
            case DISK_FULL -> status(Code.RESOURCE_EXHAUSTED, ErrorReason.LOCAL_DISK, e);
            case LOCAL -> status(Code.INTERNAL, ErrorReason.LOCAL_DISK, e);
            case IN_THE_WAY -> status(Code.FAILED_PRECONDITION, ErrorReason.IN_THE_WAY, e);
            case IMPOSSIBLE -> status(Code.FAILED_PRECONDITION, ErrorReason.NOT_FETCHABLE, e);
          };
      case IndexException e -> status(Code.INTERNAL, ErrorReason.LOCAL_DISK, e);
      case IngestException e -> status(Code.INVALID_ARGUMENT, ErrorReason.REQUEST, e);
      case NoSuchFileException e ->
          status(Code.INVALID_ARGUMENT, ErrorReason.REQUEST, "There is no file " + e.getFile());
      case AccessDeniedException e ->
          status(
              Code.INVALID_ARGUMENT, ErrorReason.REQUEST, "The daemon may not read " + e.getFile());
      case IOException e -> status(Code.INTERNAL, ErrorReason.LOCAL_DISK, e);
      case InterruptedException e ->
          Status.newBuilder().setCode(Code.CANCELLED_VALUE).setMessage("cancelled").build();
      default ->
          status(
              Code.INTERNAL,
              ErrorReason.BUG,
              "This is a bug in bwob: " + cause + " (the daemon's log has the stack trace)");
    };
  }

  /**
   * A blob that is gone.
   *
   * @param label the target that makes it; empty if not known
   */
  static Status evicted(BlobNotFoundException e, String label) {
    String remedy =
        label.isEmpty()
            ? ""
            : "; to make it again: bazel build %s --remote_download_outputs=all".formatted(label);
    ErrorInfo reason =
        ErrorInfo.newBuilder()
            .setDomain(ErrorReason.DOMAIN)
            .setReason(ErrorReason.EVICTED.name())
            .putAllMetadata(
                label.isEmpty()
                    ? Map.of("digest", String.valueOf(e.digest()))
                    : Map.of("digest", String.valueOf(e.digest()), "label", label))
            .build();
    PreconditionFailure missing =
        PreconditionFailure.newBuilder()
            .addViolations(
                PreconditionFailure.Violation.newBuilder()
                    .setType("MISSING")
                    .setSubject("blobs/" + e.digest()))
            .build();
    return Status.newBuilder()
        .setCode(Code.FAILED_PRECONDITION_VALUE)
        .setMessage(e.getMessage() + remedy)
        .addDetails(Any.pack(reason))
        .addDetails(Any.pack(missing))
        .build();
  }

  private static Status status(Code code, ErrorReason reason, Throwable cause) {
    String message = cause.getMessage();
    return status(code, reason, message == null ? cause.toString() : message);
  }

  private static Status status(Code code, ErrorReason reason, String message) {
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(message)
        .addDetails(
            Any.pack(
                ErrorInfo.newBuilder()
                    .setDomain(ErrorReason.DOMAIN)
                    .setReason(reason.name())
                    .build()))
        .build();
  }
}
