package dev.bwob.fetch;

import dev.bwob.output.Workspace;
import dev.bwob.path.LinkResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Walks paths as people type them, segment by segment, into the exec root of a workspace: through
 * {@code bazel-bin} and the other links that Bazel leaves in it, with the meaning that the kernel
 * gives to {@code ..} behind a link.
 */
final class TypedPaths {
  /** Links whose place in the output tree depends on the configuration. */
  private static final Map<String, String> CONFIGURED_LINKS =
      Map.of("bazel-bin", "bin", "bazel-testlogs", "testlogs", "bazel-genfiles", "genfiles");

  private final Workspace workspace;
  private final DiskView disk;
  private final Set<String> directories;
  private final Set<String> execRoots;

  TypedPaths(Workspace workspace, DiskView disk) {
    this.workspace = workspace;
    this.disk = disk;
    this.directories = spellings(workspace.directory());
    this.execRoots = spellings(workspace.execRoot());
  }

  /** A path as recorded, and as it is with links resolved. */
  static Set<String> spellings(String path) {
    Set<String> spellings = new LinkedHashSet<>();
    if (path.isEmpty()) {
      return spellings;
    }
    spellings.add(path);
    try {
      spellings.add(Path.of(path).toRealPath().toString());
    } catch (IOException e) {
      // Not on this machine: the recorded spelling is all there is.
    }
    return spellings;
  }

  /** The place of an absolute path. */
  TypedPath at(String absolute) throws RequestException {
    return walk(new TypedPath.Elsewhere(""), absolute);
  }

  /** The place of the path when it is relative to the workspace. */
  TypedPath atWorkspace(String relative) throws RequestException {
    return walk(new TypedPath.InWorkspace(List.of()), relative);
  }

  /** Whether a name is one of those that Bazel gives to its links in a workspace. */
  boolean isConvenienceName(String name) {
    return name.equals(LinkResolver.OUTPUT_TREE)
        || CONFIGURED_LINKS.containsKey(name)
        || name.equals("bazel-" + lastSegment(workspace.directory()))
        || name.equals("bazel-" + lastSegment(workspace.execRoot()));
  }

  TypedPath walk(TypedPath start, String path) throws RequestException {
    TypedPath place = start;
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty() && !segment.equals(".")) {
        place = step(place, segment, path);
      }
    }
    return place;
  }

  private TypedPath step(TypedPath place, String segment, String path) throws RequestException {
    boolean up = segment.equals("..");
    return switch (place) {
      case TypedPath.InExecRoot(List<String> segments) ->
          new TypedPath.InExecRoot(up ? shorter(segments, path) : longer(segments, segment));
      case TypedPath.InSomeConfiguration(String root, List<String> segments)
          when up && segments.isEmpty() ->
          root.isEmpty()
              ? new TypedPath.InExecRoot(List.of(LinkResolver.OUTPUT_TREE))
              : new TypedPath.InSomeConfiguration("", segments);
      case TypedPath.InSomeConfiguration(String root, List<String> segments) ->
          root.isEmpty()
              ? new TypedPath.InSomeConfiguration(segment, segments)
              : new TypedPath.InSomeConfiguration(
                  root, up ? shorter(segments, path) : longer(segments, segment));
      case TypedPath.InWorkspace(List<String> segments) when up && segments.isEmpty() ->
          elsewhere(parent(workspace.directory()));
      case TypedPath.InWorkspace(List<String> segments) ->
          up
              ? new TypedPath.InWorkspace(segments.subList(0, segments.size() - 1))
              : inWorkspace(longer(segments, segment));
      case TypedPath.Elsewhere(String absolute) ->
          elsewhere(up ? parent(absolute) : absolute + "/" + segment);
    };
  }

  private TypedPath elsewhere(String absolute) {
    if (execRoots.contains(absolute)) {
      return new TypedPath.InExecRoot(List.of());
    }
    if (directories.contains(absolute)) {
      return new TypedPath.InWorkspace(List.of());
    }
    return new TypedPath.Elsewhere(absolute);
  }

  private TypedPath inWorkspace(List<String> segments) throws RequestException {
    for (String directory : directories) {
      if (execRoots.contains(directory + "/" + String.join("/", segments))) {
        return new TypedPath.InExecRoot(List.of());
      }
    }
    if (segments.size() > 1) {
      return new TypedPath.InWorkspace(segments);
    }
    String name = segments.getFirst();
    Optional<TypedPath> onDisk = linkOnDisk(name);
    if (onDisk.isPresent()) {
      return onDisk.get();
    }
    String configured = CONFIGURED_LINKS.get(name);
    if (configured != null) {
      return new TypedPath.InSomeConfiguration(configured, List.of());
    }
    if (name.equals(LinkResolver.OUTPUT_TREE)) {
      return new TypedPath.InExecRoot(List.of(name));
    }
    return isConvenienceName(name)
        ? new TypedPath.InExecRoot(List.of())
        : new TypedPath.InWorkspace(segments);
  }

  private Optional<TypedPath> linkOnDisk(String name) throws RequestException {
    try {
      Optional<String> text = disk.linkText(Path.of(workspace.directory(), name));
      if (text.isEmpty()) {
        return Optional.empty();
      }
      for (String root : execRoots) {
        if (text.get().equals(root)) {
          return Optional.of(new TypedPath.InExecRoot(List.of()));
        }
        if (text.get().startsWith(root + "/")) {
          String below = text.get().substring(root.length() + 1);
          return Optional.of(walk(new TypedPath.InExecRoot(List.of()), below));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      // A link that can't be read tells nothing; the record may.
      return Optional.empty();
    }
  }

  private static List<String> longer(List<String> segments, String segment) {
    List<String> longer = new ArrayList<>(segments);
    longer.add(segment);
    return List.copyOf(longer);
  }

  private static List<String> shorter(List<String> segments, String path) throws RequestException {
    if (segments.isEmpty()) {
      throw RequestException.invalid(
          "Not a path of an output: '" + path + "' leads out of the output tree by '..'.");
    }
    return segments.subList(0, segments.size() - 1);
  }

  private static String parent(String absolute) {
    int slash = absolute.lastIndexOf('/');
    return slash <= 0 ? "" : absolute.substring(0, slash);
  }

  static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
