package dev.bwob.bes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.RecordingRecorder;
import dev.bwob.ingest.RecordingRecorder.Recording;
import dev.bwob.ingest.bep.BuildEventIngest;
import io.grpc.Status;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Bazel 4.2.3 wrote into files, sent as streams: the records are the same. */
final class RealStreamsTest {
  private static Path file(String run) {
    Path file =
        Path.of(System.getProperty("bwob.repository", "."))
            .resolve("../shared/fixtures/bazel-4.2.3/" + run + "/bep.bin");
    Assumptions.assumeTrue(
        Files.exists(file), "The files of real builds are not beside the repository: " + file);
    return file;
  }

  private static List<BuildEvent> events(Path file) throws Exception {
    List<BuildEvent> events = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      for (BuildEvent event = BuildEvent.parseDelimitedFrom(in);
          event != null;
          event = BuildEvent.parseDelimitedFrom(in)) {
        events.add(event);
      }
    }
    return events;
  }

  private static Recording ingested(Path file) throws Exception {
    RecordingRecorder recorder = new RecordingRecorder();
    try (InputStream in = Files.newInputStream(file)) {
      new BuildEventIngest(recorder).ingest(in, file.toString(), IngestListener.NONE);
    }
    return recorder.only();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "b", "c", "d", "e", "f", "g", "h", "i"})
  void streamGivesTheRecordsOfTheFile(String run) throws Exception {
    assertSameRecords(file(run), /* breaks= */ 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"b", "d", "i"})
  void streamThatBreaksGivesTheRecordsOfTheFile(String run) throws Exception {
    assertSameRecords(file(run), /* breaks= */ 7);
  }

  private static void assertSameRecords(Path file, int breaks) throws Exception {
    List<BuildEvent> events = events(file);
    String id = events.getFirst().getStarted().getUuid();
    ScriptedRecorder recorder = new ScriptedRecorder();
    try (TestServer server = new TestServer(recorder.known, recorder, TestServer.EAGER)) {
      int acknowledged = 0;
      for (int i = 1; i <= breaks; i++) {
        int until = events.size() * i / (breaks + 1);
        TestStream stream = server.open(id);
        stream.sendAll(acknowledged + 1, events.subList(acknowledged, until));
        // Early events are not acknowledged before the record begins.
        if (recordBegins(events.subList(0, until))) {
          acknowledged += stream.acks(until - acknowledged).size();
        }
        // A gap ends the stream.
        stream.send(events.size(), events.getLast());
        assertEquals(Status.Code.ABORTED, stream.end().getCode());
      }
      TestStream stream = server.open(id);
      stream.sendAll(acknowledged + 1, events.subList(acknowledged, events.size()));
      stream.sendFinished(events.size() + 1).halfClose();
      assertEquals(events.size() + 1L, stream.acks(events.size() + 1 - acknowledged).getLast());
      assertEquals(Status.OK, stream.end());
    }

    Recording expected = ingested(file);
    Recording recorded = recorder.only();
    assertEquals(expected.begun, recorded.begun);
    assertEquals(expected.sets, recorded.sets);
    assertEquals(expected.outputs, recorded.outputs);
    assertEquals(expected.targets, recorded.targets);
    assertEquals(expected.ended, recorded.ended);
  }

  private static boolean recordBegins(List<BuildEvent> events) {
    return events.stream().anyMatch(BuildEvent::hasWorkspaceInfo)
        && events.stream()
            .anyMatch(event ->
                event.getStructuredCommandLine().getCommandLineLabel().equals("canonical"));
  }
}
