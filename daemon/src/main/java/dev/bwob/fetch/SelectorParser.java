package dev.bwob.fetch;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.bwob.path.Glob;
import dev.bwob.path.LinkResolver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Understands patterns as people type them. */
final class SelectorParser {
  private static final String RECURSIVE = "...";

  private final TypedPaths paths;
  private final String workingDirectory;

  SelectorParser(TypedPaths paths, Path workingDirectory) {
    this.paths = paths;
    this.workingDirectory = workingDirectory.toString();
  }

  /**
   * What a pattern means.
   *
   * @throws RequestException of kind INVALID, saying what is wrong with it
   */
  Selector parse(String text, boolean regex) throws RequestException {
    if (text.isEmpty()) {
      throw RequestException.invalid("A pattern is empty.");
    }
    if (text.indexOf('\0') >= 0) {
      throw RequestException.invalid(
          "Not a pattern: '" + text.replace("\0", "\\0") + "' contains a NUL character.");
    }
    try {
      if (regex) {
        return new Selector.Containing(Pattern.compile(text));
      }
      return isLabel(text) ? new Selector.Labels(label(text)) : path(text);
    } catch (PatternSyntaxException e) {
      throw RequestException.invalid(
          "Not a regular expression: '%s': %s.".formatted(text, e.getDescription()));
    } catch (IllegalArgumentException e) {
      throw RequestException.invalid(sentence(String.valueOf(e.getMessage())));
    }
  }

  private static boolean isLabel(String text) {
    if (text.startsWith("//") || text.startsWith("@") || text.startsWith(":")) {
      return true;
    }
    if (text.startsWith("/") || text.startsWith("bazel-")) {
      return false;
    }
    return text.equals(RECURSIVE) || text.endsWith("/" + RECURSIVE) || text.indexOf(':') >= 0;
  }

  private LabelPattern label(String text) throws RequestException {
    if (text.startsWith("//") || text.startsWith("@")) {
      return LabelPattern.parse(text);
    }
    String here = packageHere();
    if (text.startsWith(":")) {
      return LabelPattern.parse("//" + here + text);
    }
    return LabelPattern.parse("//" + (here.isEmpty() ? "" : here + "/") + text);
  }

  /** The package of the folder that the user stands in, in the sources or in the output tree. */
  private String packageHere() throws RequestException {
    return switch (paths.at(workingDirectory)) {
      case TypedPath.InWorkspace(List<String> segments) -> String.join("/", segments);
      case TypedPath.InSomeConfiguration(String root, List<String> segments) ->
          String.join("/", segments);
      case TypedPath.InExecRoot(List<String> segments) ->
          String.join("/", segments.subList(Math.min(3, segments.size()), segments.size()));
      case TypedPath.Elsewhere elsewhere -> "";
    };
  }

  private Selector path(String text) throws RequestException {
    if (!Glob.hasWildcards(text)) {
      return atPath(text, locate(text));
    }
    Selector glob = glob(text);
    // A name may hold such characters itself.
    return new Selector.FirstOf(List.of(atPathOrGlob(text), glob));
  }

  private Selector atPathOrGlob(String text) throws RequestException {
    return switch (locate(text)) {
      case TypedPath.InExecRoot(List<String> segments) ->
          new Selector.AtPath(String.join("/", segments));
      case TypedPath.InSomeConfiguration(String root, List<String> segments) ->
          new Selector.InSomeConfiguration(root, String.join("/", segments), /* glob= */ false);
      default -> new Selector.FirstOf(List.of());
    };
  }

  private TypedPath locate(String text) throws RequestException {
    if (text.startsWith("/")) {
      return paths.at(text);
    }
    String first = text.substring(0, text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
    TypedPath place = paths.walk(paths.at(workingDirectory), text);
    boolean inTree =
        place instanceof TypedPath.InExecRoot || place instanceof TypedPath.InSomeConfiguration;
    // People write paths through these links wherever they stand.
    boolean misplaced =
        paths.isConvenienceName(first)
            && (!inTree || !(paths.at(workingDirectory) instanceof TypedPath.InWorkspace));
    return misplaced ? paths.atWorkspace(text) : place;
  }

  private Selector atPath(String text, TypedPath place) throws RequestException {
    return switch (place) {
      case TypedPath.InExecRoot(List<String> segments) ->
          segments.isEmpty() || segments.getFirst().equals(LinkResolver.OUTPUT_TREE)
              ? new Selector.AtPath(String.join("/", segments))
              : inSources(text, segments);
      case TypedPath.InSomeConfiguration(String root, List<String> segments) ->
          new Selector.InSomeConfiguration(root, String.join("/", segments), /* glob= */ false);
      case TypedPath.InWorkspace(List<String> segments) -> inSources(text, segments);
      case TypedPath.Elsewhere(String absolute) -> throw elsewhere(text, absolute);
    };
  }

  /**
   * A name among the sources: a target (of whichever package the path can be split at), the output
   * that the package has under that name, or the source file itself if a build listed it.
   */
  private static Selector inSources(String text, List<String> segments) throws RequestException {
    if (segments.isEmpty()) {
      throw RequestException.invalid(
          "'"
              + text
              + "' is the workspace itself: ask for '//...' or 'bazel-bin' to have everything.");
    }
    String path = String.join("/", segments);
    List<Selector> alternatives = new ArrayList<>();
    alternatives.add(target(path, segments.getLast()));
    for (int split = segments.size() - 1; split >= 0; split--) {
      alternatives.add(
          target(
              String.join("/", segments.subList(0, split)),
              String.join("/", segments.subList(split, segments.size()))));
    }
    alternatives.add(new Selector.InSomeConfiguration("bin", path, /* glob= */ false));
    alternatives.add(new Selector.AtPath(path));
    return new Selector.FirstOf(alternatives);
  }

  private static Selector target(String packageName, String name) {
    return new Selector.Labels(new LabelPattern("", packageName, LabelPattern.Kind.TARGET, name));
  }

  private Selector glob(String text) throws RequestException {
    int wildcard = 0;
    List<String> segments = List.of(text.split("/", -1));
    while (wildcard < segments.size() && !Glob.hasWildcards(segments.get(wildcard))) {
      wildcard++;
    }
    String fixed = String.join("/", segments.subList(0, wildcard));
    String rest = String.join("/", segments.subList(wildcard, segments.size()));
    if (rest.endsWith("/")) {
      rest = rest.substring(0, rest.length() - 1);
    }
    TypedPath place =
        fixed.isEmpty() && text.startsWith("/")
            ? new TypedPath.Elsewhere("")
            : fixed.isEmpty() ? paths.at(workingDirectory) : locate(fixed);
    return switch (place) {
      case TypedPath.InExecRoot(List<String> names) ->
          new Selector.Matching(Glob.parse(below(names, rest)));
      case TypedPath.InSomeConfiguration(String root, List<String> names) ->
          new Selector.InSomeConfiguration(root, checked(below(names, rest)), /* glob= */ true);
      case TypedPath.InWorkspace(List<String> names) ->
          new Selector.InSomeConfiguration("bin", checked(below(names, rest)), /* glob= */ true);
      case TypedPath.Elsewhere(String absolute) -> throw elsewhere(text, absolute);
    };
  }

  private static String checked(String glob) {
    return Glob.parse(glob).toString();
  }

  private static String below(List<String> names, String rest) {
    return names.isEmpty() ? rest : Glob.quote(String.join("/", names)) + "/" + rest;
  }

  private RequestException elsewhere(String text, String absolute) {
    return RequestException.invalid(
        "Not a path of an output: '%s' is %s, which is outside the workspace and its output tree."
            .formatted(text, absolute.isEmpty() ? "/" : absolute));
  }

  private static String sentence(String message) {
    String capital = message.substring(0, 1).toUpperCase(Locale.ROOT);
    return capital + message.substring(1) + (message.endsWith(".") ? "" : ".");
  }
}
