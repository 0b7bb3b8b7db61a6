package dev.bwob.ingest.bep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.ingest.IngestSummary;
import dev.bwob.ingest.RecordingRecorder;
import dev.bwob.ingest.RecordingRecorder.Recording;
import dev.bwob.output.Invocation.ExitCode;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds by Bazel 4.2.3, whose outputs on disk are known. */
class Bazel4BuildEventsTest {
  private static final String TESTLOGS = "bazel-out/k8-fastbuild/testlogs/";

  /** The table of the samples' INDEX.md: events, targets that succeeded, files of all sets. */
  @ParameterizedTest
  @CsvSource({
    "a,158,32,58",
    "b,157,32,58",
    "c,157,32,58",
    "d,363,64,161",
    "e,53,8,30",
    "f,37,5,8",
    "g,37,2,4",
    "h,25,1,1",
    "i,16,0,0"
  })
  void numbersOfTheIndexHold(String run, int events, int succeeded, int setFiles) throws Exception {
    for (String file : List.of("bep.bin", "bep.json")) {
      Census census = RealBuildEventsTest.census(Fixtures.path("bazel-4.2.3/" + run + "/" + file));
      assertEquals(events, census.events);
      assertEquals(succeeded, census.succeeded);
      assertEquals(setFiles, census.setFiles);
    }
  }

  /** Bazel writes both in an order of its own where events are independent of each other. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f", "g", "h", "i"})
  void binaryAndJsonGiveTheSameRecords(String run) throws Exception {
    RecordingRecorder binary = new RecordingRecorder();
    RecordingRecorder json = new RecordingRecorder();
    IngestSummary binarySummary = ingest(run, "bep.bin", binary);
    IngestSummary jsonSummary = ingest(run, "bep.json", json);

    assertEquals(binary.only().begun, json.only().begun);
    assertEquals(binary.only().sets, json.only().sets);
    assertEquals(sorted(binary.only().outputs), sorted(json.only().outputs));
    assertEquals(sorted(binary.only().targets), sorted(json.only().targets));
    assertEquals(binary.only().ended, json.only().ended);
    assertEquals(binarySummary.cut(), jsonSummary.cut());
    assertEquals(List.of(), binarySummary.warnings());
    assertEquals(List.of(), jsonSummary.warnings());
  }

  @Test
  void everyFileNamedByARunIsOneOfItsOutputsOnDisk() throws Exception {
    Recording recorded = record("b");
    Map<String, List<String>> truth = Fixtures.tsv("bazel-4.2.3/outputs.tsv");
    int compared = 0;
    for (Output output : recorded.allOutputs()) {
      if (!(output instanceof FileOutput file) || !output.path().value().startsWith("bazel-out/")) {
        continue;
      }
      List<String> row = truth.get(output.path().value().replace("\\", "\\\\"));
      assertTrue(row != null, () -> "not on disk: " + output);
      if (row.get(1).equals("file")) {
        assertEquals(row.get(2), file.digest().orElseThrow().hex(), () -> output.toString());
        assertEquals(Long.parseLong(row.get(3)), file.digest().orElseThrow().size());
        compared++;
      }
    }
    assertEquals(50, compared);
  }

  @Test
  void treesAreRecordedAsSuch() throws Exception {
    Map<String, List<String>> truth = Fixtures.tsv("bazel-4.2.3/outputs.tsv");
    Set<String> trees =
        record("b").outputs.stream()
            .filter(TreeOutput.class::isInstance)
            .map(output -> output.path().value())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(3, trees.size());
    for (String tree : trees) {
      assertEquals("tree", truth.getOrDefault(tree, List.of("", "")).get(1), tree);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b"})
  void logsOfTestsHaveThePathsAndBytesOnDisk(String run) throws Exception {
    Map<String, List<String>> truth = Fixtures.tsv("bazel-4.2.3/outputs.tsv");
    Set<String> paths = new TreeSet<>();
    for (Output output : record(run).outputs) {
      if (output instanceof FileOutput file && output.path().value().startsWith(TESTLOGS)) {
        List<String> row = truth.get(output.path().value());
        assertTrue(row != null, () -> "not on disk: " + output);
        assertEquals(row.get(2), file.digest().orElseThrow().hex(), () -> output.toString());
        assertEquals("TestRunner", output.origin().mnemonic());
        paths.add(output.path().value().substring(TESTLOGS.length()));
      }
    }
    if (run.equals("a")) {
      Set<String> onDisk =
          truth.values().stream()
              .filter(row -> row.get(0).startsWith(TESTLOGS) && row.get(1).equals("file"))
              .map(row -> row.get(0).substring(TESTLOGS.length()))
              .filter(path -> !path.endsWith("/test.cache_status") && !path.endsWith("/test.shard"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(onDisk, paths);
    } else {
      assertEquals(8, paths.size());
    }
  }

  @Test
  void runsAndShardsHaveFoldersOfTheirOwn() throws Exception {
    Set<String> directories =
        record("g").outputs.stream()
            .map(output -> output.path().directory())
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> expected = new TreeSet<>();
    for (int run = 1; run <= 3; run++) {
      expected.add(TESTLOGS + "tests/pass/run_%d_of_3".formatted(run));
      for (int shard = 1; shard <= 2; shard++) {
        expected.add(TESTLOGS + "tests/sharded/shard_%d_of_2_run_%d_of_3".formatted(shard, run));
      }
    }
    assertEquals(expected, directories);
  }

  @Test
  void headOfTheRecordIsTheBuilds() throws Exception {
    Recording recorded = record("b");
    assertEquals("test", recorded.begun.command());
    assertEquals("", recorded.begun.toolVersion(), "Debian's Bazel tells no version");
    assertEquals("/src/zoo", recorded.begun.workspace().directory());
    assertTrue(recorded.begun.workspace().execRoot().endsWith("/execroot/zoo"));
    assertEquals(
        new RemoteSettings("grpc://127.0.0.1:29192", "", "", "", ""), recorded.begun.remote());
    assertEquals(
        Optional.of(new ExitCode(3, "TESTS_FAILED")), recorded.ended.orElseThrow().exitCode());
    assertTrue(recorded.ended.orElseThrow().finish().orElseThrow().isAfter(recorded.begun.start()));
  }

  @Test
  void targetsKeepTheirKindGroupsAndFiles() throws Exception {
    Recording recorded = record("b");
    Target target = recorded.target("//names:unicode");
    assertTrue(target.success());
    assertEquals("escaped_names rule", target.kind());
    OutputGroup group = target.groups().getFirst();
    assertEquals(OutputGroup.DEFAULT, group.name());
    assertEquals(
        Set.of("ç.txt", "語.txt", "😀.txt", "é.txt", "e\u0301.txt"),
        recorded.files(group).stream()
            .map(output -> output.path().name())
            .collect(Collectors.toSet()));
    assertTrue(recorded.targets.stream().noneMatch(one -> one.kind().isEmpty()));
  }

  @Test
  void aspectsAreTargetsOfTheirOwn() throws Exception {
    List<Target> targets =
        record("d").targets.stream().filter(target -> target.label().equals("//cc:hello")).toList();
    assertEquals(
        Set.of("", "//:aspects.bzl%ide_aspect"),
        targets.stream().map(Target::aspect).collect(Collectors.toSet()));
  }

  @Test
  void brokenTargetHasNoSuccessAndItsActionNoOutput() throws Exception {
    Recording recorded = record("h");
    assertEquals(false, recorded.target("//broken:victim").success());
    assertEquals(List.of(), recorded.outputs);
  }

  @Test
  void streamWithoutItsLastEventIsCut() throws Exception {
    RecordingRecorder recorder = new RecordingRecorder();
    IngestSummary summary = ingest("i", "bep.bin", recorder);
    assertEquals(
        Optional.of("cut after event 16: the last event of the build is missing"), summary.cut());
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());
    assertTrue(recorder.only().closed);
  }

  @Test
  void digestsComeFromTheUris() throws Exception {
    FileOutput file =
        assertInstanceOf(
            FileOutput.class, record("b").at("bazel-out/k8-fastbuild/bin/names/ç.txt"));
    assertEquals(
        "ae8601acff9983e851e1e797d4cceb294ace9b2afaf8ca7a388663355392fe28/15",
        file.digest().orElseThrow().toString());
  }

  private static List<String> sorted(List<?> records) {
    return records.stream().map(Object::toString).sorted().toList();
  }

  private static Recording record(String run) throws Exception {
    RecordingRecorder recorder = new RecordingRecorder();
    ingest(run, "bep.bin", recorder);
    return recorder.only();
  }

  private static IngestSummary ingest(String run, String file, RecordingRecorder recorder)
      throws Exception {
    return RealBuildEventsTest.ingest(Fixtures.path("bazel-4.2.3/" + run + "/" + file), recorder);
  }
}
