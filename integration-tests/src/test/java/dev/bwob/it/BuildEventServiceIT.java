package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedTarget;
import dev.bwob.index.sqlite.IndexOptions;
import dev.bwob.index.sqlite.SqliteIndex;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.bep.BuildEventIngest;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Output.FileOutput;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real builds with {@code --bes_backend}: the record is that of the file written beside it. */
final class BuildEventServiceIT {
  private static final Pattern COMPLAINT =
      Pattern.compile("(?im)^(ERROR:.*|WARNING:.*(build event|\\bBE[SP]\\b).*)$");

  private static final String[] TARGETS = {
    "//plain/...", "//names/...", "//trees/...", "//links/...", "//checks:passes"
  };

  @TempDir private static Path folder;
  private static BuildGridServer cache;
  private static RealBazel bazel;

  @BeforeAll
  static void prepare() {
    RealComponent.require(RealComponent.BAZEL, RealComponent.BUILDGRID);
    cache = BuildGridServer.start(folder.resolve("buildgrid"));
    Path workspace = RealBazel.copyWorkspace(folder.resolve("workspace"));
    bazel = RealBazel.in(workspace, folder.resolve("bazel"));
  }

  @AfterAll
  static void stop() {
    if (bazel != null) {
      bazel.close();
    }
    if (cache != null) {
      cache.close();
    }
  }

  private static BuildEventServer server(String name, StreamBreaker... breakers) {
    return BuildEventServer.start(
        folder.resolve(name + "/index.db"), /* port= */ 0, List.of(breakers));
  }

  private static RealBazel.Outcome run(
      BuildEventServer server, String command, Path events, String... flags) {
    List<String> arguments = new ArrayList<>(List.of(command, "--color=no", "--curses=no"));
    arguments.add("--remote_cache=grpc://" + cache.endpoint());
    arguments.add("--remote_download_minimal");
    arguments.add("--bes_backend=" + server.backend());
    arguments.add("--build_event_binary_file=" + events);
    arguments.addAll(List.of(flags));
    arguments.addAll(List.of(TARGETS));
    RealBazel.Outcome outcome = bazel.run(arguments);
    assertEquals(0, outcome.exitCode(), outcome::output);
    assertFalse(COMPLAINT.matcher(outcome.output()).find(), outcome::output);
    return outcome;
  }

  /** The latest invocation of the service is whole, and is what the file says. */
  private static Invocation assertRecorded(BuildEventServer server, Path events) throws Exception {
    Invocation streamed = server.index().invocations(Optional.empty()).getFirst();
    assertEquals(State.FINISHED, streamed.state());
    assertEquals(0, streamed.exitCode().orElseThrow().code());
    Path file = events.resolveSibling(events.getFileName() + ".db");
    try (SqliteIndex ingested = SqliteIndex.open(file, IndexOptions.DEFAULT);
        InputStream in = Files.newInputStream(events)) {
      new BuildEventIngest(ingested).ingest(in, events.toString(), IngestListener.NONE);
      assertEquals(ingested.invocations(Optional.empty()).getFirst(), streamed);
      List<String> outputs = outputs(ingested, streamed);
      assertTrue(outputs.size() > 10, () -> "outputs: " + outputs);
      assertEquals(outputs, outputs(server.index(), streamed));
      List<String> targets = targets(ingested, streamed);
      assertTrue(targets.size() > 5, () -> "targets: " + targets);
      assertEquals(targets, targets(server.index(), streamed));
    }
    return streamed;
  }

  /** All that one invocation says is at some path, with its digest. */
  private static List<String> outputs(SqliteIndex index, Invocation invocation) {
    List<String> outputs = new ArrayList<>();
    index.scan(
        invocation.workspace(),
        "",
        _ -> true,
        found -> {
          if (found.invocationId().equals(invocation.id())) {
            outputs.add(found.output().toString());
            assertTrue(
                !(found.output() instanceof FileOutput output) || output.digest().isPresent(),
                found::toString);
          }
          return true;
        });
    return outputs;
  }

  private static List<String> targets(SqliteIndex index, Invocation invocation) {
    List<RecordedTarget> targets = new ArrayList<>();
    index.targets(invocation.workspace(), invocation.id(), "", _ -> true, targets::add);
    return targets.stream().map(target -> describe(index, target)).sorted().toList();
  }

  private static String describe(SqliteIndex index, RecordedTarget target) {
    List<String> groups = new ArrayList<>();
    for (RecordedGroup group : target.groups()) {
      List<String> files = new ArrayList<>();
      index.files(group, file -> files.add(file.output().toString()));
      groups.add(
          "%s %s %s".formatted(group.name(), group.incomplete(), files.stream().sorted().toList()));
    }
    return "%s %s %s %s %s %s"
        .formatted(
            target.label(),
            target.aspect(),
            target.configuration(),
            target.kind(),
            target.success(),
            groups);
  }

  @Test
  void buildsOneAfterAnotherAreRecordedAsTheirFilesSay() throws Exception {
    try (BuildEventServer server = server("plain")) {
      Path first = folder.resolve("first.bep");
      RealBazel.Outcome _ = run(server, "build", first);
      Invocation build = assertRecorded(server, first);
      assertEquals("build", build.command());

      Path second = folder.resolve("second.bep");
      RealBazel.Outcome _ = run(server, "test", second, "--nobes_lifecycle_events");
      Invocation test = assertRecorded(server, second);
      assertEquals("test", test.command());
      assertEquals(2, server.index().invocations(Optional.empty()).size());
    }
  }

  @Test
  void streamThatBreaksInTheMiddleIsRecordedWhole() throws Exception {
    StreamBreaker breaker = new StreamBreaker(/* answers= */ 20);
    try (BuildEventServer server = server("broken", breaker)) {
      Path events = folder.resolve("broken.bep");
      RealBazel.Outcome _ = run(server, "build", events);
      breaker.await();
      Invocation _ = assertRecorded(server, events);
      assertEquals(1, server.index().invocations(Optional.empty()).size());
    }
  }

  @Test
  void buildGoesOnWhenTheServiceIsStartedAnewInItsMiddle() throws Exception {
    StreamBreaker breaker = new StreamBreaker(/* answers= */ 40);
    BuildEventServer first = server("restarted", breaker);
    int port = first.port();
    Path events = folder.resolve("restarted.bep");
    try (ExecutorService build = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<RealBazel.Outcome> outcome = build.submit(() -> run(first, "build", events));
      breaker.await();
      first.close();
      try (BuildEventServer second =
          BuildEventServer.start(folder.resolve("restarted/index.db"), port, List.of())) {
        RealBazel.Outcome _ = outcome.get();
        List<Invocation> records = second.index().invocations(Optional.empty());
        Invocation rest = records.getFirst();
        Invocation begun = records.getLast();
        assertEquals(2, records.size());
        assertEquals(State.CUT, begun.state());
        assertEquals(State.FINISHED, rest.state());
        assertEquals("rest-from-41-of-" + begun.id(), rest.id());

        // At every path is what the file says, in one record or the other.
        Path file = folder.resolve("restarted.bep.db");
        try (SqliteIndex ingested = SqliteIndex.open(file, IndexOptions.DEFAULT);
            InputStream in = Files.newInputStream(events)) {
          new BuildEventIngest(ingested).ingest(in, events.toString(), IngestListener.NONE);
          assertEquals(paths(ingested, begun), paths(second.index(), begun));
        }
      }
    }
  }

  private static List<String> paths(SqliteIndex index, Invocation invocation) {
    List<String> paths = new ArrayList<>();
    index.scan(
        invocation.workspace(), "", _ -> true, found -> paths.add(found.output().path().value()));
    return paths;
  }
}
