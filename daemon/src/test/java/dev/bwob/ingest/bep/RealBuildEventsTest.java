package dev.bwob.ingest.bep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestSummary;
import dev.bwob.ingest.RecordingRecorder;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Output;
import dev.bwob.output.Output.TreeOutput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of build events that real builds wrote: the numbers of its INDEX.md hold. */
class RealBuildEventsTest {
  private static final Pattern TEST_COUNT = Pattern.compile("(\\d+) \\(?([A-Za-z_]+)");
  private static final Pattern URI_COUNT = Pattern.compile("(\\d+) (file|bytestream|none)");
  private static final Pattern ABORTED_COUNT = Pattern.compile("([A-Z_]+)×(\\d+)");
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  record Row(String folder, Map<String, String> cells) {
    String file() {
      return folder + "/" + cells.get("file");
    }

    int number(String column) {
      return numbers(column)[0];
    }

    int[] numbers(String column) {
      return NUMBER
          .matcher(cells.getOrDefault(column, ""))
          .results()
          .mapToInt(match -> Integer.parseInt(match.group()))
          .toArray();
    }

    @Override
    public String toString() {
      return file();
    }
  }

  static Stream<Row> rows() {
    return Stream.of("bep-binary", "bep-json")
        .flatMap(folder ->
            Fixtures.table("INDEX.md", "## " + folder + ":").map(cells -> new Row(folder, cells)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void numbersOfTheIndexHold(Row row) throws Exception {
    Census census = census(Fixtures.path(row.file()));

    assertEquals(row.number("events"), census.events, "events");
    int[] sets = row.numbers("sets (depth, maxset)");
    assertEquals(sets[0], census.sets, "sets");
    assertEquals(sets[1], census.depth, "depth of sets");
    assertEquals(sets[2], census.largestSet, "files of the largest set");
    assertEquals(row.number("files"), census.files, "files");
    assertEquals(counts(URI_COUNT, 2, row.cells().getOrDefault("URIs", "")), census.uris, "URIs");
    assertEquals(row.number("dig"), census.digests, "digests");
    assertEquals(row.number("dirs"), census.directories, "directories");
    assertEquals(
        counts(TEST_COUNT, 2, row.cells().getOrDefault("tests", "")), census.tests, "tests");
    assertEquals(row.numbers("actions (failed)")[0], census.actions, "actions");
    assertEquals(row.numbers("actions (failed)")[1], census.failedActions, "failed actions");
    assertEquals(row.number("asp"), census.aspects, "aspects");
    String other = row.cells().getOrDefault("other", "");
    assertEquals(counts(ABORTED_COUNT, 1, other), census.aborted, "aborted events");
    Matcher withoutPrefix = Pattern.compile("(\\d+) files without path_prefix").matcher(other);
    if (withoutPrefix.find()) {
      assertEquals(Integer.parseInt(withoutPrefix.group(1)), census.setFilesWithoutPrefix);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everythingIsRecordedWithoutAWarning(Row row) throws Exception {
    Census census = census(Fixtures.path(row.file()));
    RecordingRecorder recorder = new RecordingRecorder();
    IngestSummary summary = ingest(Fixtures.path(row.file()), recorder);
    RecordingRecorder.Recording recorded = recorder.only();

    assertEquals(java.util.List.of(), summary.warnings());
    assertTrue(summary.cut().isEmpty(), summary.cut().toString());
    assertEquals(census.events, summary.progress().events());
    assertEquals(census.sets, recorded.sets.size());
    assertEquals(
        census.setFiles, recorded.sets.values().stream().mapToInt(set -> set.files().size()).sum());
    assertEquals(
        census.directories, recorded.outputs.stream().filter(TreeOutput.class::isInstance).count());
    assertEquals(
        census.aspects,
        recorded.targets.stream().filter(target -> !target.aspect().isEmpty()).count());
    assertEquals(
        census.completed,
        recorded.targets.stream().filter(target -> target.aborted().isEmpty()).count());
    assertEquals(State.FINISHED, recorded.ended.orElseThrow().state());
    assertEquals(row.cells().get("cmd"), recorded.begun.command());
    assertEquals(recorded.allOutputs().size(), summary.progress().outputs());
    assertEquals(Files.size(Fixtures.path(row.file())), summary.progress().bytesRead());
    for (Output output : recorded.outputs) {
      assertTrue(output.path().value().startsWith("bazel-out/"), output.toString());
    }
  }

  static Census census(Path file) throws Exception {
    Census census = new Census();
    try (InputStream in = Files.newInputStream(file)) {
      BuildEventStream stream = BuildEventStream.open(in, "fixture", 1 << 28);
      ReadEvent next = stream.first();
      while (next instanceof ReadEvent.Whole read) {
        assertEquals(census.events + 1, read.number());
        census.add(read.event());
        next = stream.next();
      }
      assertEquals(new ReadEvent.End(), next);
    }
    return census;
  }

  static IngestSummary ingest(Path file, RecordingRecorder recorder) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return new BuildEventIngest(recorder).ingest(in, file.toString(), IngestListener.NONE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The counts in a text, such as {@code 45 PASSED, 8 FAILED}, by name. */
  private static Map<String, Integer> counts(Pattern pattern, int nameGroup, String text) {
    Map<String, Integer> counts = new TreeMap<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      counts.put(matcher.group(nameGroup), Integer.parseInt(matcher.group(3 - nameGroup)));
    }
    return counts;
  }
}
