package dev.bwob.endpoint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * The daemon of one user and one state folder: where it keeps its state and where it listens.
 *
 * <p>The state folder is {@code $XDG_STATE_HOME/bwob}, else {@code ~/.local/state/bwob}, unless
 * named. Its socket is {@code bwobd.sock} for that default and {@code bwobd-<16 hex digits of the
 * SHA-256 of its absolute path>.sock} for any other, in the {@link SocketFolder} of the user.
 *
 * @param stateDirectory absolute
 * @param socket absolute, at most {@link #MAX_SOCKET_BYTES} long
 * @param ownFolder the socket is in the user's {@link SocketFolder}, which is bwob's to make and to
 *     check; false when the user named a socket
 */
public record DaemonEndpoint(Path stateDirectory, Path socket, boolean ownFolder) {
  /** What every system takes as the address of a Unix socket, in bytes. */
  public static final int MAX_SOCKET_BYTES = 100;

  /**
   * Finds the endpoint. Touches nothing on disk.
   *
   * @param environment as {@link System#getenv()}
   * @param stateDirectory in place of the default; relative to the process's working folder
   * @param socket in place of the computed one; relative to the process's working folder
   * @throws EndpointException when the socket's path is too long for an address
   */
  public static DaemonEndpoint resolve(
      Map<String, String> environment, Optional<Path> stateDirectory, Optional<Path> socket)
      throws EndpointException {
    Path defaultState = defaultStateDirectory(environment);
    Path state = stateDirectory.map(DaemonEndpoint::absolute).orElse(defaultState);
    Path address =
        socket
            .map(DaemonEndpoint::absolute)
            .orElseGet(() ->
                SocketFolder.of(environment)
                    .resolve(
                        state.equals(defaultState)
                            ? "bwobd.sock"
                            : "bwobd-" + shortHash(state) + ".sock"));
    int length = address.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_SOCKET_BYTES) {
      throw new EndpointException(
          "The path of the daemon's socket is too long for a Unix socket (%d bytes, at most %d): %s. Name a shorter one with --socket=PATH."
              .formatted(length, MAX_SOCKET_BYTES, address));
    }
    return new DaemonEndpoint(state, address, socket.isEmpty());
  }

  /**
   * Makes the socket's folder, readable by the user only, or checks the one that is there.
   *
   * @throws EndpointException when it is a link, somebody else's or open to others, or can't be
   *     made
   */
  public void prepareSocketFolder() throws EndpointException {
    Path folder = socket.getParent();
    if (folder == null) {
      throw new EndpointException("A socket can't be the root folder: " + socket + ".");
    }
    SocketFolder.make(folder);
    if (ownFolder) {
      SocketFolder.check(folder);
    }
  }

  private static Path defaultStateDirectory(Map<String, String> environment) {
    String named = environment.getOrDefault("XDG_STATE_HOME", "");
    // The XDG rules have relative paths ignored.
    Path base =
        Path.of(named).isAbsolute()
            ? Path.of(named)
            : Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")))
                .resolve(".local/state");
    return absolute(base.resolve("bwob"));
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static String shortHash(Path state) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(state.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
