package dev.bwob.ingest.bep;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the short names of test outputs into paths below the test's directory. */
final class TestFileNames {
  /** Directories whose files are named with two underlines instead of the slash. */
  private static final List<String> DIRECTORIES =
      List.of("test.outputs_manifest", "test.outputs", "test.raw_splitlogs");

  private static final String SEPARATOR = "__";

  /** Files that are called otherwise on disk. */
  private static final Map<String, String> RENAMED =
      Map.of("test.lcov", "coverage.dat", "test.splitlogs", "test.raw_splitlogs/test.splitlogs");

  private TestFileNames() {}

  /** The path of a file of the last attempt. An unknown name stands for itself. */
  static String path(String name) {
    for (String directory : DIRECTORIES) {
      if (name.startsWith(directory + SEPARATOR)) {
        return directory + "/" + name.substring(directory.length() + SEPARATOR.length());
      }
    }
    return RENAMED.getOrDefault(name, name);
  }

  /** The path of a file of an earlier attempt; only logs are known to be kept. */
  static Optional<String> pathOfAttempt(String name, int attempt) {
    return switch (name) {
      case "test.log" -> Optional.of("test_attempts/attempt_%d.log".formatted(attempt));
      case "test.xml" -> Optional.of("test_attempts/attempt_%d.xml".formatted(attempt));
      default -> Optional.empty();
    };
  }
}
