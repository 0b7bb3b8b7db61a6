package dev.bwob.bench;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A build like a large C++ one: a directory of 20 object files, a named set and a target for each
 * package, every tenth set with the ones before it as children. Every output is a function of its
 * number, so any can be made again to compare with.
 */
final class SyntheticBuild {
  static final Workspace WORKSPACE = new Workspace("/src/app", "/cache/bazel/0a1b/execroot/app");
  static final int FILES_PER_PACKAGE = 20;

  private static final String CACHE = "bytestream://cache.example.com:9092/main/blobs/";
  private static final int CHILDREN = 9;

  private final int outputs;
  private final Invocation invocation;

  SyntheticBuild(int outputs, int number) {
    this.outputs = outputs;
    this.invocation =
        Invocation.started(
            "00000000-0000-4000-8000-%012d".formatted(number),
            WORKSPACE,
            "build",
            "9.2.0",
            Instant.ofEpochSecond(1_750_000_000L + number),
            RemoteSettings.NONE);
  }

  /** Records all of it. */
  void record(OutputRecorder index) {
    try (InvocationRecorder recorder = index.begin(invocation)) {
      for (int first = 0; first < outputs; first += FILES_PER_PACKAGE) {
        int set = first / FILES_PER_PACKAGE;
        List<Output> files = new ArrayList<>(FILES_PER_PACKAGE);
        for (int i = first; i < Math.min(first + FILES_PER_PACKAGE, outputs); i++) {
          files.add(output(i));
        }
        List<String> children = new ArrayList<>();
        for (int child = set - CHILDREN; set % (CHILDREN + 1) == CHILDREN && child < set; child++) {
          children.add(Integer.toString(child));
        }
        String id = Integer.toString(set);
        recorder.namedSet(new NamedSet(id, files, children));
        recorder.target(
            new Target(
                label(set),
                "",
                "5f2c8a",
                "cc_library rule",
                /* success= */ true,
                List.of(new OutputGroup(OutputGroup.DEFAULT, List.of(id), /* incomplete= */ false)),
                ""));
      }
      recorder.finish(
          invocation.ended(
              State.FINISHED,
              Optional.of(invocation.start().plusSeconds(60)),
              Optional.of(new ExitCode(0, "SUCCESS"))));
    }
  }

  private static String label(int packageNumber) {
    return "//api_" + packageNumber % 97 + "/sub_" + packageNumber + ":x";
  }

  /** The path of an output by its number. */
  static OutputPath path(int number) {
    int packageNumber = number / FILES_PER_PACKAGE;
    return new OutputPath(
        "bazel-out/k8-fastbuild/bin/api_"
            + packageNumber % 97
            + "/sub_"
            + packageNumber
            + "/_objs/x/x_file_"
            + number
            + ".pic.o");
  }

  /** An output by its number. */
  static Output output(int number) {
    SplittableRandom random = new SplittableRandom(number);
    ByteBuffer hash = ByteBuffer.allocate(32);
    while (hash.hasRemaining()) {
      hash.putLong(random.nextLong());
    }
    Digest digest = Digest.of(DigestFunction.SHA256, hash.array(), random.nextInt(1, 1 << 20));
    return new FileOutput(
        path(number),
        Optional.of(digest),
        ExecutableBit.UNKNOWN,
        CACHE + digest,
        new Origin(label(number / FILES_PER_PACKAGE), "", "5f2c8a"));
  }
}
