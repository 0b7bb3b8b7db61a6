package dev.bwob.cas.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds all files of a store: one look at each name and size, no bytes are read. Removes what has a
 * blob's name and not its size, as a power failure may leave it.
 */
final class StoreScan extends SimpleFileVisitor<Path> {
  private final StoreLayout layout;
  private final List<StoredFile> found = new ArrayList<>();

  private StoreScan(StoreLayout layout) {
    this.layout = layout;
  }

  /** The files, the latest used first. */
  static List<StoredFile> of(StoreLayout layout) throws IOException {
    StoreScan scan = new StoreScan(layout);
    Files.walkFileTree(layout.blobs(), scan);
    Files.walkFileTree(layout.records(), scan);
    scan.found.sort(Comparator.comparingLong((StoredFile file) -> file.used).reversed());
    return scan.found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    return Thread.currentThread().isInterrupted()
        ? FileVisitResult.TERMINATE
        : FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
    Optional<StoreKey> key = layout.keyOf(path);
    if (key.isEmpty() || !attributes.isRegularFile()) {
      return FileVisitResult.CONTINUE;
    }
    if (key.get().isBlob() && attributes.size() != key.get().digest().size()) {
      Files.deleteIfExists(path);
    } else {
      long used = attributes.lastModifiedTime().toMillis();
      found.add(new StoredFile(key.get(), attributes.size(), used));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException cause) {
    // It went while the folder was read.
    return FileVisitResult.CONTINUE;
  }
}
