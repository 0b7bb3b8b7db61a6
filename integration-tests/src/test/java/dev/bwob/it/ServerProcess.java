package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server in a process of its own that listens on one loopback port. Its output goes to a file,
 * which is part of the message when something is wrong.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final int SHOWN_LOG = 8000;

  private final Process process;
  private final Path log;
  private final int port;

  private ServerProcess(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /**
   * Starts a server and returns when its port takes connections.
   *
   * @param port what {@link #freePort} gave, and the command line or its files name
   */
  static ServerProcess start(int port, Path log, List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      ServerProcess server = new ServerProcess(process, log, port);
      server.awaitPort();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException("can't start " + command.getFirst(), e);
    }
  }

  /**
   * A port of the loopback address that nobody listened on a moment ago. (The gRPC servers share
   * ports without a complaint, so a fixed number could reach another test's server.)
   */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitPort() {
    long limit = System.nanoTime() + START_LIMIT.toNanos();
    boolean ended = false;
    while (!ended && System.nanoTime() < limit) {
      if (accepts()) {
        return;
      }
      ended = endsWithin(Duration.ofMillis(20));
    }
    close();
    throw new IllegalStateException(
        (ended ? "the server ended at its start" : "the server does not listen on port " + port)
            + "; its output:\n"
            + log());
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean endsWithin(Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IllegalStateException("interrupted while a server was awaited", e);
    }
  }

  int port() {
    return port;
  }

  /** The last part of what the server printed. */
  String log() {
    String text = new String(TestFiles.read(log), StandardCharsets.UTF_8);
    return text.substring(Math.max(0, text.length() - SHOWN_LOG));
  }

  /** Stops the server and returns when it is gone, so that its folders can be removed. */
  @Override
  public void close() {
    process.destroy();
    if (!endsWithin(STOP_LIMIT)) {
      process.destroyForcibly();
      endsWithin(STOP_LIMIT);
    }
  }
}
