package dev.bwob.fetch;

import com.google.protobuf.ByteString;
import dev.bwob.digest.Digest;
import dev.bwob.index.InMemoryIndex;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.output.ExecutableBit;
import dev.bwob.output.Invocation;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Target;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Records a made-up build. */
final class Recording implements AutoCloseable {
  private final InvocationRecorder recorder;
  private final Invocation invocation;
  private int sets;

  Recording(InMemoryIndex index, Workspace workspace, String id, Instant start) {
    this.invocation =
        Invocation.started(id, workspace, "build", "4.2.3", start, RemoteSettings.NONE);
    this.recorder = index.begin(invocation);
  }

  static FileOutput file(String path, Digest digest) {
    return new FileOutput(
        new OutputPath(path), Optional.of(digest), ExecutableBit.UNKNOWN, "", Origin.UNKNOWN);
  }

  static FileOutput fileWithoutDigest(String path) {
    return new FileOutput(
        new OutputPath(path), Optional.empty(), ExecutableBit.UNKNOWN, "", Origin.UNKNOWN);
  }

  static TreeOutput tree(String path) {
    return new TreeOutput(new OutputPath(path), Optional.empty(), "", Origin.UNKNOWN);
  }

  static SymlinkOutput link(String path, String target) {
    return new SymlinkOutput(new OutputPath(path), target, Origin.UNKNOWN);
  }

  static InlineOutput inline(String path, String contents) {
    return new InlineOutput(
        new OutputPath(path), ByteString.copyFromUtf8(contents), Origin.UNKNOWN);
  }

  Recording output(Output output) {
    recorder.output(output);
    return this;
  }

  /** A target with these files in its default group. */
  Recording target(String label, Output... files) {
    return target(label, "c1", List.of(OutputGroup.DEFAULT), files);
  }

  /** A target with the same files in each group. */
  Recording target(String label, String configuration, List<String> groups, Output... files) {
    String id = Integer.toString(sets++);
    recorder.namedSet(new NamedSet(id, List.of(files), List.of()));
    List<OutputGroup> outputGroups = new ArrayList<>();
    for (String group : groups) {
      outputGroups.add(new OutputGroup(group, List.of(id), /* incomplete= */ false));
    }
    recorder.target(
        new Target(label, "", configuration, "rule", /* success= */ true, outputGroups, ""));
    return this;
  }

  Recording failed(String label, String aborted) {
    recorder.target(new Target(label, "", "c1", "rule", /* success= */ false, List.of(), aborted));
    return this;
  }

  @Override
  public void close() {
    recorder.finish(
        invocation.ended(
            Invocation.State.FINISHED,
            Optional.of(invocation.start().plusSeconds(1)),
            Optional.of(new Invocation.ExitCode(0, "SUCCESS"))));
  }
}
