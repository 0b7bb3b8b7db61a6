package dev.bwob.cli.connection;

import dev.bwob.cli.failure.CliException;
import dev.bwob.endpoint.DaemonEndpoint;

/** Starts daemons. */
public interface DaemonStarter {
  /**
   * Starts a daemon for the endpoint and returns when it listens. When somebody else starts one at
   * the same time, that one will do.
   *
   * @param maxIdleSeconds it ends itself after so long without a call; 0 = never
   * @throws CliException when it does not come up, with what it said
   */
  void start(DaemonEndpoint endpoint, long maxIdleSeconds) throws CliException;
}
