package dev.bwob.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A program of somebody else that integration tests start. {@code ./check} installs all of them.
 */
enum RealComponent {
  /** Debian's Bazel 4.2.3, with the rules that the test workspace takes from its packages. */
  BAZEL,
  /** The g++ that Bazel finds by itself; the test workspace has C++ targets. */
  CPP_COMPILER,
  /** BuildGrid: the interpreter of its virtual environment; {@code bgd} lies beside it. */
  BUILDGRID,
  /** buildbox-casd. */
  CASD,
  /** nginx with its dav module. */
  NGINX;

  /** Where the program is, if it is installed. */
  Optional<Path> find() {
    return switch (this) {
      case BAZEL ->
          onPath("bazel")
              .filter(bazel -> Files.isDirectory(Path.of("/usr/share/bazel/rules/java")));
      case CPP_COMPILER -> onPath("g++");
      case BUILDGRID -> inCheckHome("buildgrid-", "bin/python");
      case CASD -> inCheckHome("buildbox-", "buildbox-casd");
      case NGINX -> onPath("nginx");
    };
  }

  private static Optional<Path> onPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/bin";
    return Stream.of(path.split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** The folder that integration-tests/real-components installs into; it names versions. */
  private static Optional<Path> inCheckHome(String prefix, String program) {
    Path home = checkHome();
    if (!Files.isDirectory(home)) {
      return Optional.empty();
    }
    return TestFiles.list(home).stream()
        .filter(folder -> folder.getFileName().toString().startsWith(prefix))
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .reduce((first, second) -> second);
  }

  private static Path checkHome() {
    String named = System.getenv("BWOB_CHECK_HOME");
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    return cache != null && !cache.isEmpty()
        ? Path.of(cache, "bwob-check")
        : Path.of(System.getProperty("user.home"), ".cache", "bwob-check");
  }

  /**
   * Skips the calling test when one of these is not installed; under {@code ./check}, which
   * installs them all (property {@code bwob.requireRealComponents}), it fails instead.
   */
  static void require(RealComponent... components) {
    List<RealComponent> absent =
        Stream.of(components).filter(component -> component.find().isEmpty()).toList();
    if (absent.isEmpty()) {
      return;
    }
    String reason = "not installed: " + absent + "; ./check installs what these tests need";
    if (Boolean.getBoolean("bwob.requireRealComponents")) {
      throw new AssertionError(reason);
    }
    Assumptions.abort(reason);
  }

  /** The program, of which {@link #require} has said that it is there. */
  Path program() {
    return find().orElseThrow(() -> new IllegalStateException(this + " is not installed"));
  }
}
