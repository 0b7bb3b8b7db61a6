package dev.bwob.cli.failure;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;

/**
 * What the daemon says went wrong. The only place that knows which status means which exit code.
 *
 * @param reason of the daemon's ErrorInfo ("EVICTED", "REMOTE_UNAVAILABLE", ...), else the name of
 *     the status code
 * @param message for the user
 */
public record Failure(ExitCode exitCode, String reason, String message) {
  /** The domain of the daemon's own reasons in google.rpc.ErrorInfo. */
  private static final String DOMAIN = "bwob.dev";

  /** Of a call that failed. */
  public static Failure of(Throwable callFailure) {
    Status status = StatusProto.fromThrowable(callFailure);
    if (status != null && reason(status).isPresent()) {
      return of(status);
    }
    io.grpc.Status transport = io.grpc.Status.fromThrowable(callFailure);
    String said = Optional.ofNullable(transport.getDescription()).orElse("no further word");
    return switch (transport.getCode()) {
      // The daemon tells remote trouble by its reasons; a bare status is about the daemon itself.
      case UNAVAILABLE ->
          new Failure(
              ExitCode.LOCAL_ENVIRONMENT,
              "DAEMON_LOST",
              "The daemon stopped answering (%s). Its last words are in daemon.out of its state folder; the next call starts it again."
                  .formatted(said));
      case CANCELLED ->
          new Failure(
              ExitCode.LOCAL_ENVIRONMENT, "CANCELLED", "The daemon ended the call: " + said + ".");
      case UNIMPLEMENTED ->
          new Failure(
              ExitCode.LOCAL_ENVIRONMENT,
              "UNIMPLEMENTED",
              "The running daemon does not know this call: it is of another version. `bwob daemon"
                  + " stop` ends it, and the next call starts the right one.");
      default ->
          of(Status.newBuilder().setCode(transport.getCode().value()).setMessage(said).build());
    };
  }

  /** Of one output among others. The status is not OK. */
  public static Failure of(Status status) {
    Code code = Optional.ofNullable(Code.forNumber(status.getCode())).orElse(Code.UNKNOWN);
    String reason = reason(status).orElse(code.name());
    String message = status.getMessage().isEmpty() ? reason : status.getMessage();
    return new Failure(exitCode(reason), reason, message);
  }

  private static Optional<String> reason(Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(ErrorInfo.class)) {
        try {
          ErrorInfo error = detail.unpack(ErrorInfo.class);
          if (error.getDomain().equals(DOMAIN)) {
            return Optional.of(error.getReason());
          }
        } catch (InvalidProtocolBufferException e) {
          // A detail that can't be read is as good as none.
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static ExitCode exitCode(String reason) {
    return switch (reason) {
      case "REQUEST", "NOT_RECORDED", "INVALID_ARGUMENT", "NOT_FOUND", "OUT_OF_RANGE" ->
          ExitCode.COMMAND_LINE;
      case "EVICTED" -> ExitCode.EVICTED;
      // Nothing is broken, and nobody can do anything: those outputs are not to be had.
      case "NOT_FETCHABLE" -> ExitCode.PARTIAL;
      case "REMOTE_UNAVAILABLE",
          "REMOTE_REFUSED",
          "CORRUPT",
          "UNAVAILABLE",
          "DEADLINE_EXCEEDED",
          "UNAUTHENTICATED",
          "PERMISSION_DENIED",
          "DATA_LOSS" ->
          ExitCode.REMOTE;
      case "LOCAL_DISK", "IN_THE_WAY", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED" ->
          ExitCode.LOCAL_ENVIRONMENT;
      case "CANCELLED" -> ExitCode.INTERRUPTED;
      default -> ExitCode.BUG;
    };
  }
}
