package dev.bwob.ingest.bep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.ingest.IngestException;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestSummary;
import dev.bwob.ingest.RecordingRecorder;
import dev.bwob.output.Invocation.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that grow while they are read: each wait of the reader is a step of the writer. */
class FollowTest {
  @TempDir Path folder;
  private Path file = Path.of("");
  private final RecordingRecorder recorder = new RecordingRecorder();

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("bep.bin");
  }

  /** What a writer does while the reader waits. */
  private interface Step {
    void run() throws IOException;
  }

  private IngestSummary follow(Step... steps) throws Exception {
    Iterator<Step> next = Arrays.asList(steps).iterator();
    GrowthWait wait =
        path -> {
          assertEquals(file, path);
          if (!next.hasNext()) {
            return false;
          }
          try {
            next.next().run();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return true;
        };
    return new BuildEventIngest(recorder).follow(file, wait, IngestListener.NONE);
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static byte[] build() {
    return Events.begun()
        .add(Events.set("0", List.of(Events.blob("a/b.txt"))))
        .add(Events.target("//a:b", "0"))
        .add(Events.last())
        .binary();
  }

  @Test
  void fileThatComesLateAndGrowsByteByByteIsReadToItsLastEvent() throws Exception {
    List<Step> steps = new ArrayList<>();
    steps.add(() -> {});
    for (byte b : build()) {
      steps.add(() -> append(new byte[] {b}));
    }
    steps.add(() -> {
      throw new AssertionError("read on after the last event");
    });
    IngestSummary summary = follow(steps.toArray(Step[]::new));
    assertTrue(summary.cut().isEmpty(), summary.toString());
    assertEquals(6, summary.progress().events());
    assertEquals(State.FINISHED, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void jsonGrowsAsWell() throws Exception {
    byte[] json = Events.begun().add(Events.set("0", List.of())).add(Events.last()).json();
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < json.length; i += 100) {
      int start = i;
      steps.add(() -> append(Arrays.copyOfRange(json, start, Math.min(start + 100, json.length))));
    }
    assertTrue(follow(steps.toArray(Step[]::new)).cut().isEmpty());
  }

  @Test
  void whatCameIsFlushedBeforeEachWait() throws Exception {
    byte[] build = build();
    int half = Events.begun().add(Events.set("0", List.of(Events.blob("a/b.txt")))).binary().length;
    append(Arrays.copyOf(build, half));
    follow(() -> {
      assertEquals(1, recorder.only().flushes);
      assertEquals(1, recorder.only().sets.size());
      append(Arrays.copyOfRange(build, half, build.length));
    });
    assertEquals(1, recorder.only().targets.size());
  }

  @Test
  void givingUpLeavesARecordThatIsCut() throws Exception {
    append(Arrays.copyOf(build(), build().length - 3));
    IngestSummary summary = follow(() -> {}, () -> {});
    assertTrue(summary.cut().orElseThrow().startsWith("cut in event 6"), summary.toString());
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void truncationIsNoticed() throws Exception {
    append(Arrays.copyOf(build(), build().length - 3));
    IngestSummary summary = follow(() -> Files.write(file, new byte[] {1}));
    assertTrue(
        summary.cut().orElseThrow().contains("the file was truncated to 1 bytes"),
        summary.toString());
    assertEquals(State.CUT, recorder.only().ended.orElseThrow().state());
  }

  @Test
  void anotherBuildInTheSameFileIsNoticed() throws Exception {
    append(Arrays.copyOf(build(), build().length - 3));
    byte[] other =
        new Events().add(Events.started("id-2")).add(Events.set("0", List.of())).binary();
    IngestSummary summary =
        follow(() -> Files.write(file, Arrays.copyOf(other, build().length + 100)));
    assertTrue(
        summary.cut().orElseThrow().contains("the file was written anew"), summary.toString());
    assertEquals(List.of("id-1"), summary.invocationIds());
  }

  @Test
  void anotherFileInItsPlaceIsNoticed() throws Exception {
    append(Arrays.copyOf(build(), build().length - 3));
    IngestSummary summary =
        follow(() -> {
          Path other = Files.write(folder.resolve("other"), build());
          Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        });
    assertTrue(
        summary.cut().orElseThrow().contains("the file was replaced by another"),
        summary.toString());
  }

  @Test
  void removalIsNoticed() throws Exception {
    append(Arrays.copyOf(build(), build().length - 3));
    IngestSummary summary = follow(() -> Files.delete(file));
    assertTrue(summary.cut().orElseThrow().contains("the file was removed"), summary.toString());
  }

  @Test
  void fileThatNeverComesHasNoEvents() {
    assertThrows(IngestException.class, () -> follow(() -> {}));
  }

  @Test
  void interruptWhileWaitingEndsFollowing() throws Exception {
    append(Arrays.copyOf(build(), build().length - 3));
    GrowthWait interrupted =
        path -> {
          throw new InterruptedException("stop");
        };
    assertThrows(
        InterruptedException.class,
        () -> new BuildEventIngest(recorder).follow(file, interrupted, IngestListener.NONE));
    assertTrue(recorder.only().closed);
  }
}
