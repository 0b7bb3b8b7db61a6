package dev.bwob.daemon;

import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.endpoint.EndpointException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code bwobd} is told on its command line: {@code --state_dir=}, {@code --socket=}, {@code
 * --max_idle_secs=}. Paths are made absolute.
 *
 * @param endpoint the folder for what must outlive the process, and the socket
 * @param maxIdle how long to live without a call; zero for ever
 */
record DaemonOptions(DaemonEndpoint endpoint, Duration maxIdle) {
  private static final Duration DEFAULT_MAX_IDLE = Duration.ofHours(3);

  /**
   * Parses a command line.
   *
   * @throws IllegalArgumentException saying which flag is wrong and why
   * @throws EndpointException when the socket can't be where it would have to be
   */
  static DaemonOptions parse(List<String> arguments, Map<String, String> environment)
      throws EndpointException {
    Optional<Path> stateDirectory = Optional.empty();
    Optional<Path> socket = Optional.empty();
    Duration maxIdle = DEFAULT_MAX_IDLE;
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      String value = equals < 0 ? "" : argument.substring(equals + 1);
      if (value.isEmpty()) {
        throw new IllegalArgumentException("'" + argument + "' is not of the form --flag=value");
      }
      switch (name) {
        case "--state_dir" -> stateDirectory = Optional.of(Path.of(value));
        case "--socket" -> socket = Optional.of(Path.of(value));
        case "--max_idle_secs" -> maxIdle = seconds(value);
        default -> throw new IllegalArgumentException("unknown flag '" + name + "'");
      }
    }
    return new DaemonOptions(DaemonEndpoint.resolve(environment, stateDirectory, socket), maxIdle);
  }

  private static Duration seconds(String value) {
    try {
      long seconds = Long.parseLong(value);
      if (seconds >= 0) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Falls through to the message below.
    }
    throw new IllegalArgumentException(
        "--max_idle_secs takes a whole number of seconds, not '" + value + "'");
  }
}
