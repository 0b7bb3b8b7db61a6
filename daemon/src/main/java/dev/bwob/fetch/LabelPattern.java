package dev.bwob.fetch;

import dev.bwob.output.Label;
import java.util.List;
import java.util.Optional;

/**
 * A set of labels, as target patterns name them: {@code //a:b}, {@code //a}, {@code //a:all},
 * {@code //a/...}.
 *
 * @param repository as typed, with its {@code @} or {@code @@}; empty for the main repository
 * @param packageName without slashes at its ends; empty for the top package
 * @param name of the target, for {@link Kind#TARGET}; else empty
 */
public record LabelPattern(String repository, String packageName, Kind kind, String name) {
  /** How much of a package is meant. */
  public enum Kind {
    /** One target. */
    TARGET,
    /** Every target of the package. */
    PACKAGE,
    /** Every target of the package and of all packages below. */
    BELOW
  }

  /**
   * Parses a pattern that starts with {@code //}, {@code @repo//} or {@code @@repo//}.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static LabelPattern parse(String text) {
    int slashes = text.indexOf("//");
    if (slashes < 0 && text.startsWith("@") && text.indexOf(':') < 0 && text.indexOf('/') < 0) {
      String repositoryName = text.replace("@", "");
      return parse(text + "//:" + repositoryName);
    }
    int colon = text.indexOf(':', Math.max(slashes, 0));
    String beforeColon = colon < 0 ? text : text.substring(0, colon);
    String name = colon < 0 ? "" : text.substring(colon + 1);
    boolean all = name.equals("all") || name.equals("*") || name.equals("all-targets");
    boolean recursive = beforeColon.endsWith("//...") || beforeColon.endsWith("/...");
    if (recursive && colon >= 0 && !all) {
      throw new IllegalArgumentException(
          "not a label: '" + text + "': after '/...' only ':all' and ':*' may stand");
    }
    if (!recursive && !all) {
      Label label = Label.parse(text);
      checkPackage(text, label.packageName());
      return new LabelPattern(label.repository(), label.packageName(), Kind.TARGET, label.name());
    }
    String folder =
        recursive ? beforeColon.substring(0, beforeColon.length() - "...".length()) : beforeColon;
    if (folder.endsWith("/") && !folder.endsWith("//")) {
      folder = folder.substring(0, folder.length() - 1);
    }
    // Any name will do to have the rest checked.
    Label label = Label.parse(folder + ":x");
    checkPackage(text, label.packageName());
    return new LabelPattern(
        label.repository(), label.packageName(), recursive ? Kind.BELOW : Kind.PACKAGE, "");
  }

  private static void checkPackage(String text, String packageName) {
    for (String segment : packageName.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..") || segment.equals("...")) {
        throw new IllegalArgumentException(
            "not a label: '"
                + text
                + "': a package's name can't have the segment '"
                + segment
                + "'");
      }
    }
  }

  /** Whether a label that a build wrote is meant. */
  public boolean matches(Label label) {
    if (!matchesRepository(label.repository())) {
      return false;
    }
    return switch (kind) {
      case TARGET -> label.packageName().equals(packageName) && label.name().equals(name);
      case PACKAGE -> label.packageName().equals(packageName);
      case BELOW ->
          packageName.isEmpty()
              || label.packageName().equals(packageName)
              || label.packageName().startsWith(packageName + "/");
    };
  }

  /** As {@link #matches(Label)}; false for a text that is no label. */
  public boolean matches(String label) {
    return parsed(label).map(this::matches).orElse(false);
  }

  /** How labels begin that may match, for every way in which builds write a repository. */
  public List<String> labelPrefixes() {
    String rest = "//" + packageName + (kind == Kind.BELOW ? "" : ":");
    if (repository.isEmpty()) {
      return List.of(rest, "@" + rest, "@@" + rest);
    }
    String bare = bare(repository);
    // Without the slashes: the canonical name may go on after the typed one.
    return List.of("@" + bare + rest, "@@" + bare);
  }

  /**
   * Whether a recorded repository is the typed one. Builds write {@code @x} or {@code @@x}, and for
   * a module {@code @@x~}, {@code @@x~1.2} or {@code @@x+}, depending on Bazel's version.
   */
  private boolean matchesRepository(String recorded) {
    if (recorded.equals(repository)) {
      return true;
    }
    if (repository.isEmpty() || recorded.isEmpty()) {
      return false;
    }
    String bare = bare(repository);
    String recordedBare = bare(recorded);
    if (recordedBare.equals(bare)) {
      return true;
    }
    if (repository.startsWith("@@") || !recordedBare.startsWith(bare)) {
      return false;
    }
    String rest = recordedBare.substring(bare.length());
    return (rest.charAt(0) == '~' || rest.charAt(0) == '+')
        && rest.indexOf('~', 1) < 0
        && rest.indexOf('+', 1) < 0;
  }

  private static String bare(String repository) {
    return repository.startsWith("@@") ? repository.substring(2) : repository.substring(1);
  }

  static Optional<Label> parsed(String label) {
    try {
      return Optional.of(Label.parse(label));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    String start = repository + "//" + packageName;
    return switch (kind) {
      case TARGET -> start + ":" + name;
      case PACKAGE -> start + ":all";
      case BELOW -> start + (packageName.isEmpty() ? "..." : "/...");
    };
  }
}
