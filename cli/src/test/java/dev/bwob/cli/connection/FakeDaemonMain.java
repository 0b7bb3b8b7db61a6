package dev.bwob.cli.connection;

import dev.bwob.cli.FakeDaemon;
import java.io.IOException;
import java.nio.file.Path;

/** A process that takes the daemon's flags and listens, or fails as asked by the idle time. */
public final class FakeDaemonMain {
  static final long FAILS = 36;

  private FakeDaemonMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String socket = "";
    for (String arg : args) {
      if (arg.equals("--max_idle_secs=" + FAILS)) {
        System.err.println("the index is of a newer version");
        System.exit(36);
      }
      if (arg.startsWith("--socket=")) {
        socket = arg.substring("--socket=".length());
      }
    }
    try (FakeDaemon daemon = new FakeDaemon(Path.of(socket))) {
      System.out.println("bwobd ready: " + socket);
      daemon.awaitStop();
    }
    System.exit(0);
  }
}
