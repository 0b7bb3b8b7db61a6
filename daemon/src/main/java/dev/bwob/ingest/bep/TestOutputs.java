package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildEventId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.TestResultId;
import com.google.devtools.build.lib.buildeventstream.File;
import dev.bwob.ingest.IngestTally;
import dev.bwob.output.Label;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes outputs of the files of test results, whose names say little. */
final class TestOutputs {
  private static final String MNEMONIC = "TestRunner";
  private static final String OUTPUT_ROOT = "bazel-out/";

  private final TestDirectories directories;
  private final FileOutputs files;
  private final IngestTally tally;

  TestOutputs(TestDirectories directories, FileOutputs files, IngestTally tally) {
    this.directories = directories;
    this.files = files;
    this.tally = tally;
  }

  /** The outputs of a {@code test_result} event. */
  List<Output> of(BuildEvent event, Label label, String execRoot) {
    TestResultId id = event.getId().getTestResult();
    Origin origin = new Origin(label.toString(), MNEMONIC, id.getConfiguration().getId());
    Optional<String> directory = directories.directory(id, label);
    boolean last = event.getChildrenList().stream().noneMatch(BuildEventId::hasTestResult);
    List<Output> outputs = new ArrayList<>();
    for (File file : event.getTestResult().getTestActionOutputList()) {
      Optional<String> path =
          FileUri.below(file.getUri(), execRoot)
              .filter(below -> below.startsWith(OUTPUT_ROOT))
              .or(() -> path(file, directory, last, id.getAttempt()));
      if (path.isEmpty()) {
        tally.warn(
            "The output '%s' of the test %s was left out: nothing tells where it is."
                .formatted(file.getName(), label));
        continue;
      }
      files.output(path.get(), file, origin).ifPresent(outputs::add);
    }
    return outputs;
  }

  private static Optional<String> path(
      File file, Optional<String> directory, boolean last, int attempt) {
    Optional<String> name =
        last
            ? Optional.of(TestFileNames.path(file.getName()))
            : TestFileNames.pathOfAttempt(file.getName(), attempt);
    return directory.flatMap(path -> name.map(below -> path + "/" + below));
  }
}
