package dev.bwob.ingest.bep;

import java.util.Optional;

/** Finds the exec root of a build that did not tell it. */
final class ExecRoots {
  private ExecRoots() {}

  /** What is before an output's exec path in its {@code file://} URI. */
  static Optional<String> of(String execPath, String uri) {
    if (!execPath.startsWith("bazel-out/")) {
      return Optional.empty();
    }
    return FileUri.path(uri)
        .filter(path -> path.endsWith("/" + execPath))
        .map(path -> path.substring(0, path.length() - execPath.length() - 1))
        .filter(path -> path.startsWith("/"));
  }
}
