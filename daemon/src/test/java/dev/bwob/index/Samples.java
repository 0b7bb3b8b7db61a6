package dev.bwob.index;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.output.ExecutableBit;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.ExitCode;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Target;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds and outputs for tests of an index. */
public final class Samples {
  public static final Workspace WORKSPACE = new Workspace("/src/app", "/base/execroot/app");
  public static final Workspace OTHER_WORKSPACE = new Workspace("/src/app", "/base2/execroot/app");

  private static final Instant MORNING = Instant.parse("2025-06-01T08:00:00.123Z");

  private Samples() {}

  public static Invocation invocation(String id, long minute) {
    return invocation(id, minute, WORKSPACE);
  }

  public static Invocation invocation(String id, long minute, Workspace workspace) {
    RemoteSettings remote =
        new RemoteSettings("grpc://cache:9092", "main", "/disk", "SHA256", "cache.example.com");
    Instant start = MORNING.plusSeconds(60 * minute);
    return Invocation.started(id, workspace, "build", "9.2.0", start, remote);
  }

  public static Invocation finished(Invocation invocation) {
    return invocation.ended(
        State.FINISHED,
        Optional.of(invocation.start().plusSeconds(30)),
        Optional.of(new ExitCode(0, "SUCCESS")));
  }

  public static Digest digest(DigestFunction function, String content) {
    return Digest.ofBytes(function, ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** A file as the Build Event Protocol names it. */
  public static Output file(String path, String content) {
    Digest digest = digest(DigestFunction.SHA256, content);
    return new FileOutput(
        new OutputPath(path),
        Optional.of(digest),
        ExecutableBit.UNKNOWN,
        "bytestream://cache:9092/main/blobs/" + digest,
        Origin.UNKNOWN);
  }

  public static NamedSet set(String id, List<Output> files, String... children) {
    return new NamedSet(id, files, List.of(children));
  }

  /** A target with the default group, made of these sets. */
  public static Target target(String label, String... sets) {
    OutputGroup group =
        new OutputGroup(OutputGroup.DEFAULT, List.of(sets), /* incomplete= */ false);
    return new Target(label, "", "c1", "cc_library rule", /* success= */ true, List.of(group), "");
  }
}
