package dev.bwob.fetch;

import dev.bwob.path.LinkResolver;
import dev.bwob.path.LinkResolver.Resolution;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds, for one plan, where outputs are on disk. A folder's links are followed once and its names
 * are listed once: many outputs share few folders. One thread at a time.
 */
final class OutputPlaces {
  private final Path root;
  private final DiskView disk;
  private final Optional<LinkResolver> resolver;
  private final Map<String, Resolution> folders = new HashMap<>();
  private final Map<String, Set<String>> names = new HashMap<>();

  /**
   * @param roots the absolute paths that mean the exec root; empty when links are not followed
   */
  OutputPlaces(Path root, List<String> roots, DiskView disk) {
    this.root = root;
    this.disk = disk;
    this.resolver =
        roots.isEmpty() ? Optional.empty() : Optional.of(new LinkResolver(roots, this::linkText));
  }

  /** Where a path leads, through the links of the output tree. */
  Resolution resolve(String path) throws IOException {
    if (resolver.isEmpty()) {
      return new Resolution.Inside(path);
    }
    int slash = path.lastIndexOf('/');
    if (slash < 0) {
      return resolver.get().resolve(path);
    }
    String folder = path.substring(0, slash);
    Resolution parent = folders.get(folder);
    if (parent == null) {
      parent = resolver.get().resolve(folder);
      folders.put(folder, parent);
    }
    if (!(parent instanceof Resolution.Inside(String real))) {
      return parent;
    }
    String place = real + path.substring(slash);
    return linkText(place).isPresent()
        ? resolver.get().resolve(place)
        : new Resolution.Inside(place);
  }

  /** What is at a place, not following a link there; empty when nothing is. */
  Optional<FileState> look(String place) throws IOException {
    int slash = place.lastIndexOf('/');
    return slash < 0 || names(place.substring(0, slash)).contains(place.substring(slash + 1))
        ? disk.look(root.resolve(place))
        : Optional.empty();
  }

  /** What a path leads to by whatever links; empty when it leads nowhere. */
  Optional<FileState> follow(String path) throws IOException {
    return disk.follow(root.resolve(path));
  }

  Optional<String> linkText(String place) throws IOException {
    Optional<FileState> state = look(place);
    return state.isPresent() && state.get().kind() == FileState.Kind.LINK
        ? disk.linkText(root.resolve(place))
        : Optional.empty();
  }

  private Set<String> names(String folder) throws IOException {
    Set<String> known = names.get(folder);
    if (known == null) {
      int slash = folder.lastIndexOf('/');
      boolean absent =
          slash >= 0 && !names(folder.substring(0, slash)).contains(folder.substring(slash + 1));
      known = absent ? Set.of() : disk.names(root.resolve(folder));
      names.put(folder, known);
    }
    return known;
  }
}
