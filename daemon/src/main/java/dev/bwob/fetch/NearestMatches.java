package dev.bwob.fetch;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.path.EditDistance;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What somebody may have meant who asked for what nobody recorded. Looks at a bounded number. */
final class NearestMatches {
  private static final int MOST_LOOKED_AT = 20_000;
  private static final int MOST_NAMED = 3;

  private final OutputIndex outputs;
  private final BuildIndex builds;
  private final Scope scope;

  NearestMatches(OutputIndex outputs, BuildIndex builds, Scope scope) {
    this.outputs = outputs;
    this.builds = builds;
    this.scope = scope;
  }

  /** Recorded paths that look like this one: in its own folder, or else below the next one up. */
  List<String> paths(String path) {
    String folder = path;
    while (!folder.isEmpty()) {
      int slash = folder.lastIndexOf('/');
      folder = slash < 0 ? "" : folder.substring(0, slash);
      List<String> nearest = nearest(path, namesIn(folder));
      if (!nearest.isEmpty()) {
        return nearest;
      }
    }
    return List.of();
  }

  /** Recorded labels that look like this one: of its own package, or else of any. */
  List<String> labels(LabelPattern pattern) {
    String wanted = pattern.toString();
    for (String prefix : List.of(pattern.labelPrefixes().getFirst(), "")) {
      Set<String> labels = new HashSet<>();
      builds.targets(
          scope.workspace(),
          scope.invocationId(),
          prefix,
          label -> true,
          target -> {
            labels.add(target.label());
            return labels.size() < MOST_LOOKED_AT;
          });
      List<String> nearest = nearest(wanted, labels);
      if (!nearest.isEmpty()) {
        return nearest;
      }
    }
    return List.of();
  }

  /** The outputs and folders directly in a folder, and the files one level further down. */
  private Set<String> namesIn(String folder) {
    Set<String> names = new TreeSet<>();
    int[] budget = {MOST_LOOKED_AT};
    int depth = depth(folder);
    outputs.scan(
        scope.workspace(),
        folder,
        directory -> {
          int below = directory.isEmpty() ? 0 : depth(directory) - depth;
          if (below >= 1) {
            names.add(ancestorAt(directory, depth + 1));
          }
          return below <= 1 && budget[0] > 0;
        },
        output -> {
          names.add(output.output().path().value());
          return --budget[0] > 0;
        });
    names.remove(folder);
    return names;
  }

  private static int depth(String folder) {
    return folder.isEmpty() ? 0 : (int) folder.chars().filter(c -> c == '/').count() + 1;
  }

  private static String ancestorAt(String directory, int depth) {
    int end = -1;
    for (int i = 0; i < depth; i++) {
      end = directory.indexOf('/', end + 1);
      if (end < 0) {
        return directory;
      }
    }
    return directory.substring(0, end);
  }

  private static List<String> nearest(String wanted, Set<String> candidates) {
    record Ranked(String text, int distance) {}
    String name = TypedPaths.lastSegment(wanted);
    int limit = name.length() < 3 ? 1 : Math.max(2, Math.min(name.length() / 2, 12));
    return candidates.stream()
        .map(text -> new Ranked(text, EditDistance.between(wanted, text, limit)))
        .filter(ranked -> ranked.distance() <= limit)
        .sorted(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::text))
        .limit(MOST_NAMED)
        .map(Ranked::text)
        .toList();
  }
}
