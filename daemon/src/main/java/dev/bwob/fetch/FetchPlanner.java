package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.RecordedOutput;
import dev.bwob.output.Invocation;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.path.LinkResolver;
import dev.bwob.path.LinkResolver.Resolution;
import dev.bwob.path.OutputPath;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what a fetch will do, by the record and a look at the disk. Changes nothing.
 *
 * <p>In an output tree, the links that builds leave at outputs' places are respected: where such a
 * link leads to another place of the same output tree, the bytes are planned for that place and the
 * link stays; where it leads out of it, what it leads to is compared with the record and never
 * written.
 */
public final class FetchPlanner {
  private static final String NO_DIGEST =
      "the build recorded no digest for it (Bazel before 6 writes none unless a gRPC cache is"
          + " used)";

  private final BuildIndex builds;
  private final DiskView disk;

  public FetchPlanner(BuildIndex builds, DiskView disk) {
    this.builds = builds;
    this.disk = disk;
  }

  /**
   * Plans to fetch a selection.
   *
   * @param to absolute path of the folder to write into; empty for the workspace's output tree
   * @param overwrite whether to replace files that neither bwob nor an earlier build put there
   * @throws RequestException when the output tree is asked for and is not on this machine
   * @throws MaterializeException when the output tree is not an ordinary folder
   * @throws IOException when the disk can't be read
   */
  public FetchPlan plan(Selection selection, Optional<Path> to, boolean overwrite)
      throws RequestException, IOException {
    List<String> roots = to.isPresent() ? List.of() : execRoots(selection);
    Path root = to.map(FetchPlanner::realIfThere).orElseGet(() -> Path.of(roots.getLast()));
    OutputPlaces places = new OutputPlaces(root, roots, disk);
    Map<String, Instant> starts = new HashMap<>();
    for (Invocation invocation : builds.invocations(Optional.of(selection.scope().workspace()))) {
      starts.put(invocation.id(), invocation.start());
    }
    List<PlannedOutput> planned = new ArrayList<>(selection.outputs().size());
    for (RecordedOutput recorded : selection.outputs()) {
      Instant builtAt = starts.getOrDefault(recorded.invocationId(), Instant.MIN);
      planned.add(plan(recorded.output(), builtAt, places));
    }
    return new FetchPlan(root, to.isEmpty(), overwrite, planned);
  }

  /** The spellings of the exec root, its real path last. */
  private List<String> execRoots(Selection selection) throws RequestException, IOException {
    String recorded = selection.scope().workspace().execRoot();
    if (recorded.isEmpty()) {
      throw RequestException.invalid(
          "The builds of %s that are recorded ended before their exec root was known: use --to=DIR."
              .formatted(selection.scope().workspace().directory()));
    }
    Optional<FileState> state = disk.follow(Path.of(recorded));
    if (state.isEmpty() || state.get().kind() != FileState.Kind.FOLDER) {
      throw RequestException.invalid(
          "The output tree's folder %s is not on this machine: use --to=DIR to fetch into another."
              .formatted(recorded));
    }
    Path real = Path.of(recorded).toRealPath();
    Path tree = real.resolve(LinkResolver.OUTPUT_TREE);
    Optional<String> link = disk.linkText(tree);
    if (link.isPresent()) {
      throw new MaterializeException(
          MaterializeException.Kind.IN_THE_WAY,
          "%s is a symbolic link to %s: an output service owns this output tree; use --to=DIR."
              .formatted(tree, link.get()));
    }
    return real.toString().equals(recorded)
        ? List.of(recorded)
        : List.of(recorded, real.toString());
  }

  private static Path realIfThere(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      // It will be made.
      return folder.toAbsolutePath().normalize();
    }
  }

  private PlannedOutput plan(Output output, Instant builtAt, OutputPlaces places)
      throws IOException {
    Line line = new Line(output, builtAt);
    try {
      if (output instanceof SymlinkOutput link) {
        return planLink(line, link, places);
      }
      return switch (places.resolve(output.path().value())) {
        case Resolution.Inside(String place) -> planInside(line, new OutputPath(place), places);
        case Resolution.Outside(String link, String text) -> planOutside(line, link, text, places);
        case Resolution.Loop loop -> line.blocked("the links form a cycle: " + loop.cycle());
      };
    } catch (InvalidPathException e) {
      return line.blocked(
          "this process can't write such a name (start the daemon with a UTF-8 locale): "
              + e.getReason());
    }
  }

  private static PlannedOutput planLink(Line line, SymlinkOutput link, OutputPlaces places)
      throws IOException {
    int slash = link.path().value().lastIndexOf('/');
    OutputPath place = link.path();
    if (slash > 0) {
      String folder = link.path().directory();
      switch (places.resolve(folder)) {
        case Resolution.Inside(String real) ->
            place = new OutputPath(real + "/" + link.path().name());
        case Resolution.Outside(String parent, String text) -> {
          return line.blocked("its folder is behind the link " + parent + " -> " + text);
        }
        case Resolution.Loop loop -> {
          return line.blocked("the links form a cycle: " + loop.cycle());
        }
      }
    }
    boolean same = places.linkText(place.value()).filter(link.target()::equals).isPresent();
    return line.at(place, same ? PlannedOutput.Action.CHECK : PlannedOutput.Action.LINK, "");
  }

  private static PlannedOutput planInside(Line line, OutputPath place, OutputPlaces places)
      throws IOException {
    Optional<FileState> state = places.look(place.value());
    return switch (line.output) {
      case TreeOutput tree -> line.at(place, PlannedOutput.Action.MAKE_FOLDER, "");
      case FileOutput file when file.digest().isEmpty() ->
          state.isPresent() && state.get().kind() == FileState.Kind.FILE
              ? line.at(place, PlannedOutput.Action.CHECK, "can't be verified: " + NO_DIGEST)
              : line.at(place, PlannedOutput.Action.IMPOSSIBLE, NO_DIGEST);
      case FileOutput file ->
          line.fetchOrCheck(place, file.digest().map(Digest::size).get(), state);
      case InlineOutput inline -> line.fetchOrCheck(place, inline.contents().size(), state);
      case SymlinkOutput link -> throw new IllegalArgumentException("links are planned apart");
    };
  }

  private static PlannedOutput planOutside(Line line, String link, String text, OutputPlaces places)
      throws IOException {
    String path = line.output.path().value();
    Optional<FileState> target = places.follow(path);
    boolean isFile = target.isPresent() && target.get().kind() == FileState.Kind.FILE;
    if (isFile && line.output instanceof FileOutput file) {
      if (file.digest().isEmpty()) {
        return line.at(file.path(), PlannedOutput.Action.CHECK, "can't be verified: " + NO_DIGEST);
      }
      if (target.get().size() == file.digest().get().size()) {
        return line.at(file.path(), PlannedOutput.Action.CHECK, "");
      }
    }
    if (!path.startsWith(LinkResolver.OUTPUT_TREE + "/")) {
      return line.blocked("it is a source file, not an output of the build");
    }
    if (line.output instanceof TreeOutput || !link.equals(path)) {
      return line.blocked("the link %s leads out of the output tree, to %s".formatted(link, text));
    }
    if (line.output instanceof FileOutput file && file.digest().isEmpty()) {
      return line.at(file.path(), PlannedOutput.Action.IMPOSSIBLE, NO_DIGEST);
    }
    return line.at(
        line.output.path(), PlannedOutput.Action.FETCH, "a link to " + text + " is there");
  }

  /** A line of the plan in the making. */
  private record Line(Output output, Instant builtAt) {
    PlannedOutput at(OutputPath place, PlannedOutput.Action action, String reason) {
      return new PlannedOutput(output, action, place, builtAt, reason);
    }

    PlannedOutput blocked(String reason) {
      return at(output.path(), PlannedOutput.Action.BLOCKED, reason);
    }

    PlannedOutput fetchOrCheck(OutputPath place, long size, Optional<FileState> state) {
      if (state.isEmpty()) {
        return at(place, PlannedOutput.Action.FETCH, "");
      }
      return state.get().isFileOfSize(size)
          ? at(place, PlannedOutput.Action.CHECK, "")
          : at(place, PlannedOutput.Action.FETCH, "something else is there");
    }
  }
}
