package dev.bwob.fetch;

import dev.bwob.index.BuildIndex;
import dev.bwob.output.Invocation;
import dev.bwob.output.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the workspace that a user means: by the invocation, or by the folder that they stand in.
 */
final class ScopeFinder {
  private final BuildIndex builds;
  private final DiskView disk;

  ScopeFinder(BuildIndex builds, DiskView disk) {
    this.builds = builds;
    this.disk = disk;
  }

  Scope find(Path workingDirectory, String invocationId) throws RequestException {
    if (!invocationId.isEmpty()) {
      Invocation invocation = invocation(invocationId);
      return new Scope(invocation.workspace(), invocation.id());
    }
    return new Scope(workspace(workingDirectory), "");
  }

  private Invocation invocation(String prefix) throws RequestException {
    List<Invocation> found = builds.invocationsById(prefix);
    Optional<Invocation> exact =
        found.stream().filter(invocation -> invocation.id().equals(prefix)).findFirst();
    if (exact.isPresent()) {
      return exact.get();
    }
    if (found.size() > 1) {
      throw RequestException.invalid(
          "More than one invocation's id starts with '%s': %s and %s."
              .formatted(prefix, found.get(0).id(), found.get(1).id()));
    }
    if (found.isEmpty()) {
      throw RequestException.notRecorded(
          "No invocation whose id starts with '%s' is recorded: `bwob builds` lists them."
              .formatted(prefix));
    }
    return found.getFirst();
  }

  private Workspace workspace(Path workingDirectory) throws RequestException {
    List<Workspace> all = builds.workspaces();
    List<Workspace> nearest = nearest(all, workingDirectory.toString());
    if (nearest.isEmpty()) {
      nearest = nearest(all, real(workingDirectory));
    }
    if (nearest.isEmpty()) {
      throw RequestException.notRecorded(
          ("No build of %s is recorded: run `bwob ingest FILE` with the file that a build wrote by"
                  + " --build_event_binary_file=FILE or --build_event_json_file=FILE.")
              .formatted(workingDirectory));
    }
    Workspace latest = nearest.getFirst();
    return nearest.size() == 1 ? latest : linkedTo(nearest).orElse(latest);
  }

  /** The workspaces with the longest path that a folder is at or below, latest build first. */
  private static List<Workspace> nearest(List<Workspace> all, String folder) {
    List<Workspace> nearest = new ArrayList<>();
    int longest = 0;
    for (Workspace workspace : all) {
      int length = 0;
      for (String place : places(workspace)) {
        if (isAtOrBelow(folder, place)) {
          length = Math.max(length, place.length());
        }
      }
      if (length > longest) {
        nearest.clear();
        longest = length;
      }
      if (length > 0 && length == longest) {
        nearest.add(workspace);
      }
    }
    return nearest;
  }

  /** The folders from which a workspace is meant: its own, its exec root, its output base. */
  private static List<String> places(Workspace workspace) {
    List<String> places = new ArrayList<>();
    places.addAll(TypedPaths.spellings(workspace.directory()));
    for (String execRoot : TypedPaths.spellings(workspace.execRoot())) {
      places.add(execRoot);
      Path folder = Path.of(execRoot).getParent();
      if (folder != null && folder.endsWith("execroot") && folder.getParent() != null) {
        places.add(String.valueOf(folder.getParent()));
      }
    }
    return places;
  }

  private static boolean isAtOrBelow(String folder, String place) {
    return folder.startsWith(place)
        && (folder.length() == place.length() || folder.charAt(place.length()) == '/');
  }

  /** Of several output trees of one workspace, the one that its bazel-out leads to. */
  private Optional<Workspace> linkedTo(List<Workspace> candidates) {
    for (Workspace workspace : candidates) {
      try {
        Optional<String> text = disk.linkText(Path.of(workspace.directory(), "bazel-out"));
        if (text.isPresent()
            && TypedPaths.spellings(workspace.execRoot()).stream()
                .anyMatch(root -> isAtOrBelow(text.get(), root))) {
          return Optional.of(workspace);
        }
      } catch (IOException e) {
        // A link that can't be read tells nothing.
      }
    }
    return Optional.empty();
  }

  private static String real(Path folder) {
    try {
      return folder.toRealPath().toString();
    } catch (IOException e) {
      return folder.toString();
    }
  }
}
