package dev.bwob.cli.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.endpoint.EndpointException;
import dev.bwob.v1.StopRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts real processes. */
class DetachedDaemonStarterTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", System.getenv().getOrDefault("PATH", ""));

  @TempDir Path folder = Path.of(".");

  @SuppressWarnings("NullAway.Init")
  private DaemonEndpoint endpoint;

  private final DetachedDaemonStarter starter =
      new DetachedDaemonStarter(
          ENVIRONMENT, new DaemonCommand(ENVIRONMENT, FakeDaemonMain.class.getName()));

  @BeforeEach
  void resolve() throws EndpointException {
    endpoint =
        DaemonEndpoint.resolve(
            ENVIRONMENT,
            Optional.of(folder.resolve("state")),
            Optional.of(folder.resolve("d.sock")));
  }

  private void stop() throws CliException {
    try (DaemonConnection daemon = new DaemonConnector(starter).connect(endpoint).orElseThrow()) {
      long pid = daemon.daemon().stop(StopRequest.getDefaultInstance()).getPid();
      ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }
  }

  @Test
  void aDaemonIsStartedForTheFirstCallAndUsedForTheNext() throws Exception {
    DaemonConnector connector = new DaemonConnector(starter);
    long pid;
    try (DaemonConnection first = connector.connectOrStart(endpoint, 60)) {
      pid = first.status(Duration.ofSeconds(30)).getPid();
    }
    try (DaemonConnection second = connector.connectOrStart(endpoint, 60)) {
      assertEquals(pid, second.status(Duration.ofSeconds(30)).getPid());
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(endpoint.stateDirectory())));
    assertTrue(
        Files.readString(endpoint.stateDirectory().resolve("daemon.out"))
            .contains("bwobd ready: " + endpoint.socket()));
    stop();
  }

  @Test
  void ofTwoThatStartAtOnceOneDoes() throws Exception {
    Callable<Long> call =
        () -> {
          try (DaemonConnection daemon =
              new DaemonConnector(starter).connectOrStart(endpoint, 60)) {
            return daemon.status(Duration.ofSeconds(30)).getPid();
          }
        };
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = executor.invokeAll(List.of(call, call));
      assertEquals(answers.get(0).get(), answers.get(1).get());
    }
    stop();
  }

  @Test
  void aStaleSocketIsNoDaemon() throws IOException, CliException {
    Files.createFile(endpoint.socket());
    assertTrue(new DaemonConnector(starter).connect(endpoint).isEmpty());
  }

  @Test
  void aDaemonThatFailsIsQuoted() {
    CliException e =
        assertThrows(CliException.class, () -> starter.start(endpoint, FakeDaemonMain.FAILS));
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, e.exitCode());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("The daemon did not start (exit code 36)."), message);
    assertTrue(message.endsWith("\n  the index is of a newer version"), message);
  }

  @Test
  void optionsForTheDaemonsJavaReplaceOurs() throws IOException {
    List<String> words =
        new DaemonCommand(Map.of("BWOB_DAEMON_JAVA_OPTS", "-Xmx1g -XX:+UseZGC")).words(endpoint, 0);
    assertTrue(words.containsAll(List.of("-Xmx1g", "-XX:+UseZGC", "--max_idle_secs=0")));
    assertTrue(!words.containsAll(DaemonCommand.TUNING));
  }
}
