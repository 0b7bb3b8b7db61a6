package dev.bwob.cli.connection;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.Failure;
import dev.bwob.endpoint.DaemonEndpoint;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;

/** Connects to the daemon of an endpoint, and starts it where there is none. */
public final class DaemonConnector {
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

  /** A connection to the daemon, which is started when none runs. */
  public DaemonConnection connectOrStart(DaemonEndpoint endpoint, long maxIdleSeconds)
      throws CliException {
    Optional<DaemonConnection> running = connect(endpoint);
    if (running.isPresent()) {
      return running.get();
    }
    starter.start(endpoint, maxIdleSeconds);
    DaemonConnection started = DaemonConnection.to(endpoint.socket());
    try {
      started.status(FIRST_ANSWER);
      return started;
    } catch (StatusRuntimeException e) {
      started.close();
      throw new CliException(Failure.of(e), e);
    }
  }
}
