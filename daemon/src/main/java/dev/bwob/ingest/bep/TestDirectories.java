package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEventId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.TargetCompletedId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.TestResultId;
import dev.bwob.output.Label;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the outputs of tests are: {@code <output directory>/testlogs/<package>/<name>/}, and below
 * that a folder for each run and shard where there are several. Knows the tests whose target is
 * completed and whose summary is to come.
 *
 * <p>How many runs and shards there will be is read from the results that the completed target
 * announces.
 */
final class TestDirectories {
  private record Key(String label, String configuration) {}

  private record Layout(String outputDirectory, int runs, int shards) {}

  private final Map<Key, Layout> layouts = new HashMap<>();

  /** Takes a completed target, which is a test if it announces results. */
  void announced(TargetCompletedId id, List<BuildEventId> children, String outputDirectory) {
    int runs = 0;
    int shards = 0;
    for (BuildEventId child : children) {
      if (child.hasTestResult()) {
        runs = Math.max(runs, child.getTestResult().getRun());
        shards = Math.max(shards, child.getTestResult().getShard());
      }
    }
    if (runs > 0 && !outputDirectory.isEmpty()) {
      layouts.put(
          new Key(id.getLabel(), id.getConfiguration().getId()),
          new Layout(outputDirectory, runs, shards));
    }
  }

  /** Forgets a test, which has no more results. */
  void summarized(String label, String configuration) {
    layouts.remove(new Key(label, configuration));
  }

  /** The exec path of a result's directory; empty if it is not known. */
  Optional<String> directory(TestResultId id, Label label) {
    Layout layout = layouts.get(new Key(id.getLabel(), id.getConfiguration().getId()));
    if (layout == null) {
      return Optional.empty();
    }
    StringBuilder path = new StringBuilder(layout.outputDirectory()).append("/testlogs/");
    String repository = label.repository().replaceFirst("^@+", "");
    if (!repository.isEmpty()) {
      path.append("external/").append(repository).append('/');
    }
    if (!label.packageName().isEmpty()) {
      path.append(label.packageName()).append('/');
    }
    path.append(label.name());
    String run = "run_%d_of_%d".formatted(id.getRun(), layout.runs());
    String shard = "shard_%d_of_%d".formatted(id.getShard(), layout.shards());
    if (layout.shards() > 1) {
      path.append('/').append(layout.runs() > 1 ? shard + "_" + run : shard);
    } else if (layout.runs() > 1) {
      path.append('/').append(run);
    }
    return Optional.of(path.toString());
  }
}
