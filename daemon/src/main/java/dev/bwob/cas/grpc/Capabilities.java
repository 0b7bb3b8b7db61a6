package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import dev.bwob.cas.BlobException;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A server's offer, asked for once and kept. A failure is not kept. */
final class Capabilities {
  private final GrpcConnection connection;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable ServerOffer known;

  Capabilities(GrpcConnection connection) {
    this.connection = connection;
  }

  ServerOffer get() throws BlobException, InterruptedException {
    ServerOffer offer = known;
    if (offer != null) {
      return offer;
    }
    // Held during the call on purpose: whoever else comes needs the same answer.
    asking.lockInterruptibly();
    try {
      offer = known;
      return offer != null ? offer : ask();
    } finally {
      asking.unlock();
    }
  }

  /** Asks now, also when the answer is known. */
  ServerOffer ask() throws BlobException, InterruptedException {
    GetCapabilitiesRequest request =
        GetCapabilitiesRequest.newBuilder()
            .setInstanceName(connection.settings().instanceName())
            .build();
    ServerOffer offer;
    try {
      offer = ServerOffer.of(connection.call(CapabilitiesGrpc.getGetCapabilitiesMethod(), request));
    } catch (StatusException e) {
      if (e.getStatus().getCode() != Status.Code.UNIMPLEMENTED) {
        throw connection
            .translator()
            .aboutCall(e.getStatus(), "was asked for what it can do (GetCapabilities)");
      }
      offer = ServerOffer.UNKNOWN;
    }
    known = offer;
    return offer;
  }
}
