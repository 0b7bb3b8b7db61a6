package dev.bwob.rpc;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.RecordedGroup;
import dev.bwob.output.Output;
import dev.bwob.output.Workspace;

/**
 * Finds the target that makes an output, for messages. A build says so of actions only; otherwise
 * the targets of the package that the path lies in are searched for one that lists it.
 */
final class Makers {
  private final BuildIndex builds;

  Makers(BuildIndex builds) {
    this.builds = builds;
  }

  /** The label; empty if it can't be found. */
  String labelOf(Workspace workspace, Output output) {
    if (!output.origin().label().isEmpty()) {
      return output.origin().label();
    }
    String path = output.path().value();
    // bazel-out/<configuration>/bin/<package>/...
    String[] segments = path.split("/", 4);
    if (segments.length < 4) {
      return "";
    }
    String below = segments[3];
    String external = "";
    if (below.startsWith("external/")) {
      String[] parts = below.split("/", 3);
      external = "@" + parts[1];
      below = parts.length > 2 ? parts[2] : "";
    }
    for (int slash = below.lastIndexOf('/');
        slash >= 0;
        slash = below.lastIndexOf('/', slash - 1)) {
      String found = inPackage(workspace, external + "//" + below.substring(0, slash) + ":", path);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return inPackage(workspace, external + "//:", path);
  }

  private String inPackage(Workspace workspace, String labelPrefix, String path) {
    String[] label = {""};
    builds.targets(
        workspace,
        /* invocationId= */ "",
        labelPrefix,
        any -> true,
        target -> {
          for (RecordedGroup group : target.groups()) {
            builds.files(
                group,
                file -> {
                  if (file.output().path().value().equals(path)) {
                    label[0] = target.label();
                  }
                  return label[0].isEmpty();
                });
          }
          return label[0].isEmpty();
        });
    return label[0];
  }
}
