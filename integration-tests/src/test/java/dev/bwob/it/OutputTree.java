package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is on disk below a folder, as text that two folders can be compared by: one line for each
 * file, symlink and empty folder, with kind, SHA-256, size, permissions and link text.
 */
final class OutputTree {
  private final SortedMap<String, String> entries;

  private OutputTree(SortedMap<String, String> entries) {
    this.entries = entries;
  }

  /**
   * Walks a folder; symlinks are entries and not followed.
   *
   * @param names prefixes of link texts to give a name to, so that trees in different places are
   *     equal: output base to {@code "$OUTPUT_BASE"}
   */
  static OutputTree of(Path root, Map<Path, String> names) {
    SortedMap<String, String> entries = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      paths.forEach(
          path -> describe(path, names).ifPresent(text -> entries.put(name(root, path), text)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new OutputTree(entries);
  }

  private static String name(Path root, Path path) {
    return root.relativize(path).toString();
  }

  private static Optional<String> describe(Path path, Map<Path, String> names) {
    try {
      if (Files.isSymbolicLink(path)) {
        return Optional.of("symlink -> " + named(Files.readSymbolicLink(path), names));
      }
      String mode =
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        return TestFiles.list(path).isEmpty()
            ? Optional.of("empty folder " + mode)
            : Optional.empty();
      }
      return Optional.of(
          "file %s %d %s".formatted(Sha256.ofBytes(TestFiles.read(path)), Files.size(path), mode));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String named(Path target, Map<Path, String> names) {
    for (Map.Entry<Path, String> name : names.entrySet()) {
      if (target.startsWith(name.getKey())) {
        return name.getValue() + "/" + name.getKey().relativize(target);
      }
    }
    return target.toString();
  }

  /** Only the entries at or below these paths, each relative to the tree's root. */
  OutputTree only(Iterable<String> paths) {
    SortedMap<String, String> kept = new TreeMap<>();
    for (String path : paths) {
      if (entries.containsKey(path)) {
        kept.put(path, entries.get(path));
      }
      kept.putAll(entries.subMap(path + "/", path + "0"));
    }
    return new OutputTree(kept);
  }

  /**
   * Takes away from a folder what this tree does not have, and makes the empty folders again that
   * it has. What both have is left as it is.
   */
  void restore(Path root) {
    try (Stream<Path> paths = Files.walk(root)) {
      // Folders that were closed (a tree artifact's) must be open to lose their files.
      List<Path> all = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : all) {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
      for (Path path : all) {
        String name = name(root, path);
        boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        boolean wanted =
            name.isEmpty()
                || entries.containsKey(name)
                || (folder && !entries.subMap(name + "/", name + "0").isEmpty());
        if (!wanted && (!folder || TestFiles.list(path).isEmpty())) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The paths of files (not of links or empty folders). */
  List<String> files() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue().startsWith("file "))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The entries, {@code path: description}, by path. */
  List<String> lines() {
    return entries.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
