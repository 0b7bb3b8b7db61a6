package dev.bwob.fetch;

import dev.bwob.index.InMemoryIndex;
import dev.bwob.output.Output;
import dev.bwob.output.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A workspace with an empty output tree, a recorded build, and a store of its blobs. */
final class FetchScene {
  final Instant builtAt = Instant.now().minusSeconds(60);

  final InMemoryIndex index = new InMemoryIndex();
  final MapBlobStore store = new MapBlobStore(64 * 1024);
  final Materializer materializer = new Materializer(new MaterializerOptions(4, 2));
  final Path root;
  final Workspace workspace;
  Listening listening = new Listening();
  boolean overwrite;
  private final List<Output> pending = new ArrayList<>();
  private int builds;

  FetchScene(Path folder) throws IOException {
    Path directory = Files.createDirectories(folder.toRealPath().resolve("ws"));
    root = Files.createDirectories(folder.toRealPath().resolve("base/execroot/ws"));
    Files.createDirectories(root.resolve("bazel-out"));
    workspace = new Workspace(directory.toString(), root.toString());
  }

  void record(Output... outputs) {
    try (Recording recording = new Recording(index, workspace, "build-" + builds++, builtAt)) {
      for (Output output : outputs) {
        recording.output(output);
      }
    }
  }

  void pending(Output output) {
    pending.add(output);
  }

  void recordPending() {
    record(pending.toArray(Output[]::new));
  }

  Path path(String output) {
    return root.resolve(output);
  }

  Path write(String output, String text) throws IOException {
    Files.createDirectories(path(output).getParent());
    return Files.writeString(path(output), text);
  }

  Selection select(String... patterns) throws RequestException {
    return new SelectionResolver(index, index, new LocalDisk())
        .resolve(
            new SelectionRequest(
                Path.of(workspace.directory()), "", List.of(patterns), false, List.of()));
  }

  FetchPlan plan(String... patterns) throws RequestException, IOException {
    return new FetchPlanner(index, new LocalDisk())
        .plan(select(patterns), Optional.empty(), overwrite);
  }

  FetchPlan planTo(Path to, String... patterns) throws RequestException, IOException {
    return new FetchPlanner(index, new LocalDisk())
        .plan(select(patterns), Optional.of(to), overwrite);
  }

  FetchSummary materialize(FetchPlan plan) throws InterruptedException, IOException {
    return materializer.materialize(plan, uri -> store, listening);
  }

  FetchSummary fetch(String... patterns) throws Exception {
    return materialize(plan(patterns));
  }

  FetchSummary fetchTo(Path to, String... patterns) throws Exception {
    return materialize(planTo(to, patterns));
  }

  Exception problem(String output) {
    return listening.of(output).problem().orElseThrow();
  }

  List<Path> filesOnDisk() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(path -> !Files.isDirectory(path)).toList();
    }
  }
}
