package dev.bwob.server;

import io.grpc.StatusRuntimeException;

/** Says with which status a call ends that something went wrong in. */
@FunctionalInterface
public interface StatusTranslation {
  /** The status for the client. Never throws. */
  StatusRuntimeException toException(Throwable cause);
}
