package dev.bwob.bes;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.NamedSetOfFilesId;
import com.google.devtools.build.lib.buildeventstream.BuildStarted;
import com.google.devtools.build.lib.buildeventstream.File;
import com.google.devtools.build.lib.buildeventstream.OutputGroup;
import com.google.devtools.build.lib.commandline.CommandLine;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What Bazel tells of small builds. */
final class BuildEvents {
  static final String EXEC_ROOT = "/base/execroot/main";
  static final String WORKSPACE = "/src/main";

  /** How many events {@link #head} has. */
  static final int HEAD = 3;

  private BuildEvents() {}

  /** Start, flags and exec root: the record begins with the last of them. */
  static List<BuildEvent> head(String invocationId) {
    BuildEvent.Builder flags = BuildEvent.newBuilder();
    flags.setStructuredCommandLine(CommandLine.newBuilder().setCommandLineLabel("canonical"));
    BuildEvent.Builder workspace = BuildEvent.newBuilder();
    workspace.getWorkspaceInfoBuilder().setLocalExecRoot(EXEC_ROOT);
    return List.of(started(invocationId), flags.build(), workspace.build());
  }

  static BuildEvent started(String invocationId) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event.getIdBuilder().getStartedBuilder();
    event.setStarted(
        BuildStarted.newBuilder()
            .setUuid(invocationId)
            .setCommand("build")
            .setStartTimeMillis(1_700_000_000_000L)
            .setBuildToolVersion("9.2.0")
            .setWorkspaceDirectory(WORKSPACE));
    return event.build();
  }

  /** A set with one file, {@code bazel-out/k8-fastbuild/bin/<name>}. */
  static BuildEvent set(String id, String name) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event.getIdBuilder().getNamedSetBuilder().setId(id);
    event
        .getNamedSetOfFilesBuilder()
        .addFiles(
            File.newBuilder()
                .addAllPathPrefix(List.of("bazel-out", "k8-fastbuild", "bin"))
                .setName(name)
                .setUri("bytestream://cache:80/blobs/" + "ab".repeat(32) + "/7"));
    return event.build();
  }

  static BuildEvent target(String label, String... sets) {
    OutputGroup.Builder group = OutputGroup.newBuilder().setName("default");
    for (String set : sets) {
      group.addFileSets(NamedSetOfFilesId.newBuilder().setId(set));
    }
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event.getIdBuilder().getTargetCompletedBuilder().setLabel(label);
    event.getCompletedBuilder().setSuccess(true).addOutputGroup(group);
    return event.build();
  }

  static BuildEvent last() {
    BuildEvent.Builder event = BuildEvent.newBuilder().setLastMessage(true);
    event.getIdBuilder().getBuildMetricsBuilder();
    return event.build();
  }

  /** A whole build of targets {@code //:t0}, {@code //:t1}, ... with one file each. */
  static List<BuildEvent> build(String invocationId, int targets) {
    Stream<BuildEvent> middle =
        IntStream.range(0, targets)
            .boxed()
            .flatMap(i -> Stream.of(set("" + i, "f" + i), target("//:t" + i, "" + i)));
    return Stream.of(head(invocationId).stream(), middle, Stream.of(last()))
        .flatMap(events -> events)
        .toList();
  }
}
