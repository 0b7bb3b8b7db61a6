package dev.bwob.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cli.CliFixture;
import dev.bwob.cli.FakeDaemon;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.v1.FetchRequest;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.FetchSummary;
import dev.bwob.v1.IngestRequest;
import dev.bwob.v1.IngestResponse;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.ListResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, with a daemon that only says that it fetched. */
class DemoCommandTest {
  @TempDir Path folder = Path.of(".");

  @SuppressWarnings("NullAway.Init")
  private CliFixture cli;

  private final AtomicReference<@Nullable FakeDaemon> started = new AtomicReference<>();
  private final AtomicReference<Path> demoFolder = new AtomicReference<>(Path.of("/"));

  @BeforeEach
  void start() throws IOException {
    cli = new CliFixture(folder);
    Path recording = Files.createDirectories(folder.resolve("install/demo/recording"));
    Files.createFile(recording.resolve("build.bep"));
    System.setProperty("bwob.home", folder.resolve("install").toString());
    cli.starter =
        (endpoint, idle) -> {
          try {
            demoFolder.set(endpoint.stateDirectory().resolveSibling("."));
            started.set(new FakeDaemon(endpoint.socket()));
            script(started.get(), endpoint.stateDirectory().resolveSibling("out"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
  }

  @AfterEach
  void stop() {
    System.clearProperty("bwob.home");
    FakeDaemon daemon = started.get();
    if (daemon != null) {
      daemon.close();
    }
    cli.close();
  }

  /** Answers as a daemon would, and leaves a program as a fetch would. */
  private static void script(@Nullable FakeDaemon daemon, Path out) throws IOException {
    assertNotNull(daemon);
    Invocation build = Invocation.newBuilder().setId("8f0c").setCommand("build").build();
    FetchResponse done =
        FetchResponse.newBuilder().setSummary(FetchSummary.newBuilder().setFetched(1)).build();
    daemon
        .answers(IngestResponse.newBuilder().setInvocation(build).setDone(true).build())
        .answers(build)
        .answers(ListResponse.getDefaultInstance())
        .answers(done)
        .answers(done);
    Path program = Files.createDirectories(out.resolve("bazel-out/bin/app")).resolve("deploy");
    Files.writeString(program, "#!/bin/sh\necho deployed\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("r-xr-xr-x"));
    Files.setPosixFilePermissions(
        program.resolveSibling("."), PosixFilePermissions.fromString("r-xr-xr-x"));
  }

  @Test
  void everyStepIsShownAndRun() {
    assertEquals(ExitCode.OK, cli.run("demo"), () -> cli.out() + cli.err());

    List<FetchRequest> fetches =
        daemon().requests().stream()
            .filter(FetchRequest.class::isInstance)
            .map(FetchRequest.class::cast)
            .toList();
    assertEquals(List.of("//app:deploy"), fetches.getFirst().getSelection().getPatternsList());
    assertEquals(List.of("bazel-out/**/*.h"), fetches.getLast().getSelection().getPatternsList());
    for (FetchRequest fetch : fetches) {
      assertEquals("8f0c", fetch.getSelection().getInvocationId());
      assertTrue(fetch.getRemote().getOnlyThese());
      assertTrue(fetch.getRemote().getDiskCache().endsWith("demo/recording/cache"));
    }
    assertTrue(cli.out().contains("$ bwob fetch --invocation=8f0c --disk_cache="), cli.out());
    assertTrue(cli.out().contains(" 'bazel-out/**/*.h'\n"), cli.out());
    assertTrue(cli.out().contains("\ndeployed\n"), cli.out());
    assertTrue(daemon().requests().getFirst() instanceof IngestRequest, "ingest comes first");
    assertTrue(Files.notExists(demoFolder.get()), "the folder is taken away");
  }

  @Test
  void aMissingRecordingIsThisMachinesTrouble() throws IOException {
    Files.delete(folder.resolve("install/demo/recording/build.bep"));
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("demo"));
    assertTrue(cli.err().contains("has no build.bep"), cli.err());
  }

  private FakeDaemon daemon() {
    FakeDaemon daemon = started.get();
    if (daemon == null) {
      throw new AssertionError("no daemon was started");
    }
    return daemon;
  }
}
