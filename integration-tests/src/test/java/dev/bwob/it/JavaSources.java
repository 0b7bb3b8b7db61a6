package dev.bwob.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The hand-written Java sources of the repository. */
final class JavaSources {
  private static final List<String> MODULES =
      List.of("protos", "daemon", "cli", "bench", "integration-tests");

  private JavaSources() {}

  /** Of all modules, main and test. */
  static List<Path> all() {
    return MODULES.stream().flatMap(module -> below(module + "/src")).toList();
  }

  /** What is shipped: of all modules, main only. */
  static List<Path> main() {
    return MODULES.stream().flatMap(module -> below(module + "/src/main/java")).toList();
  }

  private static Stream<Path> below(String folder) {
    Path sources = TestFiles.repository().resolve(folder);
    return Files.isDirectory(sources)
        ? TestFiles.filesBelow(sources).stream().filter(file -> file.toString().endsWith(".java"))
        : Stream.empty();
  }
}
