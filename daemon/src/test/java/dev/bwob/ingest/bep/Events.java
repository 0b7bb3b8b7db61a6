package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildEventId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.ConfigurationId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.NamedSetOfFilesId;
import com.google.devtools.build.lib.buildeventstream.BuildStarted;
import com.google.devtools.build.lib.buildeventstream.File;
import com.google.devtools.build.lib.buildeventstream.NamedSetOfFiles;
import com.google.devtools.build.lib.buildeventstream.OutputGroup;
import com.google.devtools.build.lib.buildeventstream.TargetComplete;
import com.google.devtools.build.lib.commandline.CommandLine;
import com.google.devtools.build.lib.commandline.CommandLineSection;
import com.google.devtools.build.lib.commandline.Option;
import com.google.devtools.build.lib.commandline.OptionList;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestSummary;
import dev.bwob.ingest.RecordingRecorder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Streams of build events made up by tests. */
final class Events {
  static final String EXEC_ROOT = "/base/execroot/main";
  static final String CONFIGURATION = "c0ffee";
  static final String HASH = "ab".repeat(32);

  private final List<BuildEvent> list = new ArrayList<>();

  /** The events that every build begins with: start, flags, exec root. */
  static Events begun(String... flags) {
    Events events = new Events().add(started("id-1"));
    OptionList.Builder options = OptionList.newBuilder();
    for (String flag : flags) {
      String[] parts = flag.split("=", 2);
      options.addOption(
          Option.newBuilder().setOptionName(parts[0]).setOptionValue(parts[1]).build());
    }
    CommandLine line =
        CommandLine.newBuilder()
            .setCommandLineLabel("canonical")
            .addSections(CommandLineSection.newBuilder().setOptionList(options))
            .build();
    BuildEvent.Builder commandLine = BuildEvent.newBuilder().setStructuredCommandLine(line);
    commandLine.getIdBuilder().getStructuredCommandLineBuilder().setCommandLineLabel("canonical");
    BuildEvent.Builder workspace = BuildEvent.newBuilder();
    workspace.getIdBuilder().getWorkspaceBuilder();
    workspace.getWorkspaceInfoBuilder().setLocalExecRoot(EXEC_ROOT);
    return events.add(commandLine.build()).add(workspace.build());
  }

  static BuildEvent started(String uuid) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event.getIdBuilder().getStartedBuilder();
    event.setStarted(
        BuildStarted.newBuilder()
            .setUuid(uuid)
            .setCommand("build")
            .setStartTimeMillis(1_700_000_000_000L)
            .setBuildToolVersion("9.2.0")
            .setWorkspaceDirectory("/src/main"));
    return event.build();
  }

  static File.Builder file(String name) {
    return File.newBuilder()
        .setName(name)
        .addPathPrefix("bazel-out")
        .addPathPrefix("k8-fastbuild")
        .addPathPrefix("bin");
  }

  static File blob(String name) {
    return file(name).setUri("bytestream://cache:80/blobs/" + HASH + "/7").build();
  }

  static BuildEvent set(String id, List<File> files, String... children) {
    NamedSetOfFiles.Builder set = NamedSetOfFiles.newBuilder().addAllFiles(files);
    for (String child : children) {
      set.addFileSets(NamedSetOfFilesId.newBuilder().setId(child));
    }
    BuildEvent.Builder event = BuildEvent.newBuilder().setNamedSetOfFiles(set);
    event.getIdBuilder().getNamedSetBuilder().setId(id);
    return event.build();
  }

  static BuildEventId targetId(String label) {
    BuildEventId.Builder id = BuildEventId.newBuilder();
    id.getTargetCompletedBuilder().setLabel(label).setConfiguration(configuration());
    return id.build();
  }

  static ConfigurationId configuration() {
    return ConfigurationId.newBuilder().setId(CONFIGURATION).build();
  }

  static BuildEvent target(String label, String... sets) {
    OutputGroup.Builder group = OutputGroup.newBuilder().setName("default");
    for (String set : sets) {
      group.addFileSets(NamedSetOfFilesId.newBuilder().setId(set));
    }
    return target(label, TargetComplete.newBuilder().setSuccess(true).addOutputGroup(group));
  }

  static BuildEvent target(String label, TargetComplete.Builder completed) {
    return BuildEvent.newBuilder().setId(targetId(label)).setCompleted(completed).build();
  }

  static BuildEvent last() {
    BuildEvent.Builder event = BuildEvent.newBuilder().setLastMessage(true);
    event.getIdBuilder().getBuildMetricsBuilder();
    return event.build();
  }

  Events add(BuildEvent event) {
    list.add(event);
    return this;
  }

  Events add(BuildEvent.Builder event) {
    return add(event.build());
  }

  List<BuildEvent> list() {
    return list;
  }

  byte[] binary() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (BuildEvent event : list) {
        event.writeDelimitedTo(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  byte[] json() {
    StringBuilder lines = new StringBuilder();
    try {
      for (BuildEvent event : list) {
        lines
            .append(JsonFormat.printer().omittingInsignificantWhitespace().print(event))
            .append('\n');
      }
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads these events and their end. */
  Read read() throws Exception {
    return read(add(last()).binary());
  }

  static Read read(byte[] bytes) throws Exception {
    RecordingRecorder recorder = new RecordingRecorder();
    IngestSummary summary =
        new BuildEventIngest(recorder)
            .ingest(new ByteArrayInputStream(bytes), "test.bep", IngestListener.NONE);
    return new Read(recorder, summary);
  }

  /** What came of reading. */
  record Read(RecordingRecorder recorder, IngestSummary summary) {
    RecordingRecorder.Recording recorded() {
      return recorder.only();
    }

    String onlyWarning() {
      if (summary.warningCount() != 1) {
        throw new AssertionError(summary.warnings().toString());
      }
      return summary.warnings().getFirst();
    }
  }
}
