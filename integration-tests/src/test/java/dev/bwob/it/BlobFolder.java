package dev.bwob.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Blobs as files named by their hash. Bazel's {@code --disk_cache}: {@code cas/XX/HASH} with XX the
 * first two characters of HASH. BuildGrid's disk storage and casd's store: {@code
 * cas/objects/XX/REST}, REST the other characters.
 */
record BlobFolder(Path root, boolean wholeHashInName) {

  /** The folder given to {@code --disk_cache}. */
  static BlobFolder ofDiskCache(Path folder) {
    return new BlobFolder(folder.resolve("cas"), true);
  }

  /** The folder given to a server. */
  static BlobFolder ofServer(Path folder) {
    return new BlobFolder(folder.resolve("cas").resolve("objects"), false);
  }

  /** All blobs' files. */
  List<Path> files() {
    return Files.isDirectory(root) ? TestFiles.filesBelow(root) : List.of();
  }

  /** Where a blob lies or would lie. */
  Path file(String hash) {
    return root.resolve(hash.substring(0, 2)).resolve(wholeHashInName ? hash : hash.substring(2));
  }

  /** The hash that a file's name says. */
  String hash(Path file) {
    return wholeHashInName
        ? file.getFileName().toString()
        : root.relativize(file).toString().replace("/", "");
  }
}
