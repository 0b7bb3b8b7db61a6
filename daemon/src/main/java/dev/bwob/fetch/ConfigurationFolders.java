package dev.bwob.fetch;

import dev.bwob.index.OutputIndex;
import dev.bwob.output.Workspace;
import dev.bwob.path.LinkResolver;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folders of configurations in an output tree, such as {@code k8-fastbuild}, in the order in
 * which {@code bazel-bin} may mean them: those of targets before those of tools, built later before
 * built earlier.
 */
final class ConfigurationFolders {
  /** So many records of a folder are looked at to see how new it is. */
  private static final int SAMPLE = 32;

  private final OutputIndex outputs;

  ConfigurationFolders(OutputIndex outputs) {
    this.outputs = outputs;
  }

  List<String> of(Workspace workspace) {
    Set<String> names = new TreeSet<>();
    String above = LinkResolver.OUTPUT_TREE + "/";
    outputs.scan(
        workspace,
        LinkResolver.OUTPUT_TREE,
        directory -> {
          if (directory.startsWith(above)) {
            int end = directory.indexOf('/', above.length());
            names.add(directory.substring(above.length(), end < 0 ? directory.length() : end));
            return false;
          }
          return true;
        },
        output -> true);
    Map<String, Long> newest = new HashMap<>();
    for (String name : names) {
      newest.put(name, newestIn(workspace, above + name));
    }
    return names.stream()
        .sorted(
            Comparator.comparing(ConfigurationFolders::isOfTools)
                .thenComparingLong(name -> -newest.getOrDefault(name, 0L))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  private long newestIn(Workspace workspace, String folder) {
    long[] sample = {0, Long.MIN_VALUE + 1};
    outputs.scan(
        workspace,
        folder,
        directory -> true,
        output -> {
          sample[1] = Math.max(sample[1], output.order());
          return ++sample[0] < SAMPLE;
        });
    return sample[1];
  }

  private static boolean isOfTools(String name) {
    return name.equals("host") || name.contains("-exec");
  }
}
