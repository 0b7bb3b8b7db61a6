package dev.bwob.cli.connection;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.Failure;
import dev.bwob.endpoint.DaemonEndpoint;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;

/** Connects to the daemon of an endpoint, and starts it where there is none. */
public final class DaemonConnector {
  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);

  private final DaemonStarter starter;

  public DaemonConnector(DaemonStarter starter) {
    this.starter = starter;
  }

  /** A connection to the daemon that runs; empty when none does. */
  public Optional<DaemonConnection> connect(DaemonEndpoint endpoint) throws CliException {
    return DaemonSocket.answers(endpoint.socket())
        ? Optional.of(DaemonConnection.to(endpoint.socket()))
        : Optional.empty();
  }

  /**
   * A connection to the daemon, which is started when none runs. It has answered once: so it is not
   * one that was about to leave, and will not leave before the next call.
   */
  public DaemonConnection connectOrStart(DaemonEndpoint endpoint, long maxIdleSeconds)
      throws CliException {
    for (int attempt = 1; ; attempt++) {
      if (!DaemonSocket.answers(endpoint.socket())) {
        starter.start(endpoint, maxIdleSeconds);
      }
      try {
        return answering(DaemonConnection.to(endpoint.socket()));
      } catch (StatusRuntimeException e) {
        // It was leaving, and has left: another one is started.
        if (e.getStatus().getCode() != Status.Code.UNAVAILABLE || attempt == ATTEMPTS) {
          throw new CliException(Failure.of(e), e);
        }
      }
    }
  }

  private static DaemonConnection answering(DaemonConnection connection) {
    try {
      connection.awaitStatus(FIRST_ANSWER);
      return connection;
    } catch (StatusRuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
