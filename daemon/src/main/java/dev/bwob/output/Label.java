package dev.bwob.output;

import java.util.Arrays;

/**
 * A Bazel label: {@code //pkg:name}, {@code @repo//pkg:name} or {@code @@canonical//pkg:name}.
 * Always written in full: package and name.
 *
 * <p>{@link #parse} also takes {@code //pkg} (short for {@code //pkg:pkg}). The main repository is
 * the empty string; {@code @//x} and {@code @@//x} are {@code //x}.
 *
 * @param repository with its {@code @} or {@code @@}, or empty for the main repository
 * @param packageName without slashes at its ends; empty for the top package
 * @param name the target's name, which may contain slashes
 */
public record Label(String repository, String packageName, String name)
    implements Comparable<Label> {
  /**
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static Label parse(String text) {
    int slashes = text.indexOf("//");
    if (slashes < 0 || (slashes > 0 && text.charAt(0) != '@')) {
      throw notALabel(text, "labels start with '//', '@repo//' or '@@repo//'");
    }
    String repository = text.substring(0, slashes);
    if (repository.equals("@") || repository.equals("@@")) {
      repository = "";
    }
    if (!isRepository(repository)) {
      throw notALabel(text, "the repository's name has a character that no repository has");
    }
    String rest = text.substring(slashes + 2);
    int colon = rest.indexOf(':');
    String packageName = colon < 0 ? rest : rest.substring(0, colon);
    String name =
        colon < 0
            ? packageName.substring(packageName.lastIndexOf('/') + 1)
            : rest.substring(colon + 1);
    if (name.isEmpty()) {
      throw notALabel(text, "the target's name is empty");
    }
    if (name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
      throw notALabel(text, "the target's name has an empty segment");
    }
    if (packageName.startsWith("/") || packageName.endsWith("/") || packageName.contains("//")) {
      throw notALabel(text, "the package's name has an empty segment");
    }
    if (name.indexOf(':') >= 0 || text.indexOf('\0') >= 0 || text.indexOf('\n') >= 0) {
      throw notALabel(text, "the target's name has a character that no label has");
    }
    if (hasDots(packageName) || hasDots(name)) {
      throw notALabel(text, "it has a segment '.' or '..'");
    }
    return new Label(repository, packageName, name);
  }

  private static boolean isRepository(String repository) {
    if (repository.isEmpty()) {
      return true;
    }
    String bare = repository.substring(repository.startsWith("@@") ? 2 : 1);
    return !bare.isEmpty()
        && bare.chars().noneMatch(c -> c == '/' || c == ':' || c == '@' || c <= ' ');
  }

  private static boolean hasDots(String path) {
    // Most labels have no such dot at all.
    return (path.startsWith(".") || path.contains("/."))
        && Arrays.stream(path.split("/", -1))
            .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
  }

  private static IllegalArgumentException notALabel(String text, String why) {
    return new IllegalArgumentException(
        "not a label: '" + text.replace("\0", "\\0").replace("\n", "\\n") + "': " + why);
  }

  @Override
  public int compareTo(Label other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return repository + "//" + packageName + ":" + name;
  }
}
