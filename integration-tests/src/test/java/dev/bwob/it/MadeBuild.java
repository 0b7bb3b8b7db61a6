package dev.bwob.it;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.NamedSetOfFilesId;
import com.google.devtools.build.lib.buildeventstream.File;
import com.google.devtools.build.lib.buildeventstream.OutputGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * The events of a build that never ran, in a workspace that is there: for what no real build can be
 * made to write.
 */
final class MadeBuild {
  private static final String CONFIGURATION = "c0ffee";

  private final Path base;
  private final String endpoint;
  private final String id = UUID.randomUUID().toString();
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

  /**
   * Begins a build: start and exec root.
   *
   * @param base where the workspace and the exec root are or will be made
   * @param endpoint {@code host:port} of the server with the bytes
   */
  MadeBuild(Path base, String endpoint) {
    this.base = base;
    this.endpoint = endpoint;
    TestFiles.write(workspace().resolve("WORKSPACE"), "");
    TestFiles.createFolder(execRoot().resolve("bazel-out"));
    BuildEvent.Builder started = BuildEvent.newBuilder();
    started.getIdBuilder().getStartedBuilder();
    started
        .getStartedBuilder()
        .setUuid(id)
        .setCommand("build")
        .setStartTimeMillis(System.currentTimeMillis())
        .setBuildToolVersion("4.2.3")
        .setWorkspaceDirectory(workspace().toString());
    add(started.build());
    BuildEvent.Builder info = BuildEvent.newBuilder();
    info.getIdBuilder().getWorkspaceBuilder();
    info.getWorkspaceInfoBuilder().setLocalExecRoot(execRoot().toString());
    add(info.build());
  }

  String id() {
    return id;
  }

  Path workspace() {
    return base.resolve("ws");
  }

  Path execRoot() {
    return base.resolve("base/execroot/main");
  }

  /** Where the output {@code bazel-bin/<name>} belongs. */
  Path place(String name) {
    return execRoot().resolve("bazel-out/k8-fastbuild/bin").resolve(name);
  }

  MadeBuild add(BuildEvent event) {
    try {
      event.writeDelimitedTo(stream);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A named set of files. */
  MadeBuild set(String setId, List<File> files, String... children) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event.getIdBuilder().getNamedSetBuilder().setId(setId);
    event.getNamedSetOfFilesBuilder().addAllFiles(files);
    for (String child : children) {
      event.getNamedSetOfFilesBuilder().addFileSets(NamedSetOfFilesId.newBuilder().setId(child));
    }
    return add(event.build());
  }

  /** A target that made the files of one set. */
  MadeBuild target(String label, String setId) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event.getIdBuilder().getTargetCompletedBuilder().setLabel(label);
    event.getIdBuilder().getTargetCompletedBuilder().getConfigurationBuilder().setId(CONFIGURATION);
    event
        .getCompletedBuilder()
        .setSuccess(true)
        .addOutputGroup(
            OutputGroup.newBuilder()
                .setName("default")
                .addFileSets(NamedSetOfFilesId.newBuilder().setId(setId)));
    return add(event.build());
  }

  /** A target that made one file each: {@code bazel-bin/<name>} of {@code //:<name>}. */
  MadeBuild outputs(ScriptedCas.Blob... blobs) {
    for (ScriptedCas.Blob blob : blobs) {
      set(blob.name(), List.of(file(blob)));
      target("//:" + blob.name(), blob.name());
    }
    return this;
  }

  /** {@code bazel-out/k8-fastbuild/bin/<name>} with its URI in the server. */
  File file(ScriptedCas.Blob blob) {
    return File.newBuilder()
        .setName(blob.name())
        .addAllPathPrefix(List.of("bazel-out", "k8-fastbuild", "bin"))
        .setUri("bytestream://%s/blobs/%s/%d".formatted(endpoint, blob.hash(), blob.size()))
        .build();
  }

  /** The stream so far, without an end. */
  byte[] begun() {
    return stream.toByteArray();
  }

  /** Ends the build and writes its file. */
  Path writeTo(Path file) {
    BuildEvent.Builder finished = BuildEvent.newBuilder().setLastMessage(true);
    finished.getIdBuilder().getBuildFinishedBuilder();
    finished.getFinishedBuilder().getExitCodeBuilder().setName("SUCCESS");
    add(finished.build());
    TestFiles.writeBytes(file, begun());
    return file;
  }
}
