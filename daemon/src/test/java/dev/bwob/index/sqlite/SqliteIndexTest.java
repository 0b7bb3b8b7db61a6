package dev.bwob.index.sqlite;

import static dev.bwob.index.Samples.OTHER_WORKSPACE;
import static dev.bwob.index.Samples.WORKSPACE;
import static dev.bwob.index.Samples.file;
import static dev.bwob.index.Samples.finished;
import static dev.bwob.index.Samples.invocation;
import static dev.bwob.index.Samples.set;
import static dev.bwob.index.Samples.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.IndexContract;
import dev.bwob.index.IndexException;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.OutputRecorder;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedTarget;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Output;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteIndexTest extends IndexContract {
  // Small, so that the contract sees many batches.
  private static final IndexOptions OPTIONS = IndexOptions.DEFAULT.withBatchRows(100);

  @TempDir private Path directory;
  private SqliteIndex index;

  @BeforeEach
  void openNew() {
    open(OPTIONS);
  }

  @AfterEach
  void closeIt() {
    index.close();
  }

  private Path path() {
    return directory.resolve("state/index.db");
  }

  private void open(IndexOptions options) {
    index = SqliteIndex.open(path(), options);
  }

  private void reopen(IndexOptions options) {
    index.close();
    open(options);
  }

  @Override
  protected OutputRecorder recorder() {
    return index;
  }

  @Override
  protected OutputIndex outputs() {
    return index;
  }

  @Override
  protected BuildIndex builds() {
    return index;
  }

  private void buildOf(Invocation invocation, String label, Output... files) {
    try (InvocationRecorder recorder = index.begin(invocation)) {
      recorder.namedSet(set("0", List.of(files)));
      recorder.target(target(label, "0"));
      recorder.finish(finished(invocation));
    }
  }

  private List<RecordedTarget> targets(String invocationId) {
    List<RecordedTarget> found = new ArrayList<>();
    index.targets(WORKSPACE, invocationId, "", label -> true, found::add);
    return found;
  }

  private List<String> idsKept() {
    return index.invocations(Optional.of(WORKSPACE)).stream().map(Invocation::id).toList();
  }

  @Test
  void reopenedIndexForgetsNothing() {
    buildOf(invocation("one", 0), "//a:t", file("a/x", "1"));
    buildOf(invocation("two", 1), "//a:t", file("a/y", "2"));
    List<RecordedTarget> before = targets("");

    reopen(OPTIONS);

    assertEquals(Optional.of(file("a/x", "1")), at("a/x"));
    assertEquals(2, index.size());
    assertEquals(before, targets(""));
    assertEquals(finished(invocation("two", 1)), index.invocationsById("two").getFirst());
    index.files(
        before.getLast().groups().getFirst(),
        found -> {
          assertEquals(file("a/x", "1"), found.output());
          return true;
        });
  }

  @Test
  void invocationThatRanWhenTheProcessEndedIsCut() {
    InvocationRecorder recorder = index.begin(invocation("one", 0));
    recorder.output(file("a/x", "1"));
    recorder.flush();

    reopen(OPTIONS);

    assertEquals(State.CUT, index.invocationsById("one").getFirst().state());
    assertEquals(Optional.of(file("a/x", "1")), at("a/x"));
    var failure = assertThrows(IndexException.class, recorder::close);
    assertTrue(String.valueOf(failure.getMessage()).contains("is closed"));
  }

  @Test
  void oldInvocationsGoWhenANewOneEnds() {
    reopen(OPTIONS.withKeptInvocations(2));
    buildOf(invocation("elsewhere", 0, OTHER_WORKSPACE), "//a:t", file("a/x", "0"));
    for (int i = 1; i <= 4; i++) {
      buildOf(invocation("build" + i, i), "//a:t", file("a/x" + i, "of " + i));
    }

    assertEquals(List.of("build4", "build3"), idsKept());
    assertEquals(2, targets("").size());
    assertEquals(3, index.storedSets());
    assertEquals(1, index.invocations(Optional.of(OTHER_WORKSPACE)).size());
    var path = file("a/x1", "of 1").path();
    assertEquals(Optional.of(file("a/x1", "of 1")), at("a/x1"));
    assertEquals("", index.find(WORKSPACE, path).orElseThrow().invocationId());
  }

  @Test
  void oldLogIsKeptUntilAnotherBuildEnds() {
    reopen(OPTIONS.withKeptInvocations(2));
    buildOf(invocation("two", 2), "//a:t", file("a/x", "2"));
    buildOf(invocation("three", 3), "//a:t", file("a/x", "3"));
    buildOf(invocation("one", 1), "//a:t", file("a/x", "1"));

    assertEquals(List.of("three", "one"), idsKept());
    RecordedGroup group = targets("one").getFirst().groups().getFirst();
    List<Output> files = new ArrayList<>();
    index.files(group, found -> files.add(found.output()));
    assertEquals(List.of(file("a/x", "1")), files);

    buildOf(invocation("four", 4), "//a:t", file("a/x", "4"));
    assertEquals(List.of("four", "three"), idsKept());
    var gone = assertThrows(IndexException.class, () -> index.files(group, found -> true));
    assertTrue(String.valueOf(gone.getMessage()).contains("invocation one"));
  }

  @Test
  void invocationThatRunsIsNotPruned() {
    reopen(OPTIONS.withKeptInvocations(1));
    try (InvocationRecorder slow = index.begin(invocation("slow", 0))) {
      slow.namedSet(set("0", List.of(file("a/slow", "s"))));
      slow.flush();
      for (int i = 1; i <= 3; i++) {
        buildOf(invocation("build" + i, i), "//a:t", file("a/x", "of " + i));
      }
      assertEquals(List.of("build3", "slow"), idsKept());
      slow.target(target("//a:slow", "0"));
      slow.finish(finished(invocation("slow", 0)));
    }

    assertEquals("//a:slow", targets("slow").getFirst().label());
    List<Output> files = new ArrayList<>();
    index.files(targets("slow").getFirst().groups().getFirst(), found -> files.add(found.output()));
    assertEquals(List.of(file("a/slow", "s")), files);
  }

  @Test
  void setOfTwoInvocationsIsStoredOnce() {
    Output[] files = {file("a/x", "x"), file("b/y", "y")};
    buildOf(invocation("one", 0), "//a:t", files);
    buildOf(invocation("two", 1), "//a:t", files);
    assertEquals(1, index.storedSets());

    index.forget("one");
    assertEquals(1, index.storedSets());
    index.forget("two");
    assertEquals(0, index.storedSets());
  }

  @Test
  void setIsAnotherWhenAFileOfItIs() {
    buildOf(invocation("one", 0), "//a:t", file("a/x", "x"));
    buildOf(invocation("two", 1), "//a:t", file("a/x", "y"));
    buildOf(invocation("three", 2), "//a:t");

    assertEquals(3, index.storedSets());
  }

  @Test
  void recorderOfAForgottenInvocationSaysSo() {
    InvocationRecorder recorder = index.begin(invocation("one", 0));
    recorder.output(file("a/x", "1"));
    recorder.flush();
    index.forget("one");
    recorder.output(file("a/y", "1"));

    var failure = assertThrows(IndexException.class, recorder::flush);
    assertEquals(
        "Invocation one is no longer recorded: it was forgotten or begun anew in the meantime.",
        failure.getMessage());
    assertThrows(IndexException.class, recorder::close);
    assertEquals(0, index.size());
  }

  @Test
  void failureOfABatchIsToldByTheNextOne() {
    InvocationRecorder recorder = index.begin(invocation("one", 0));
    index.forget("one");

    var failure =
        assertThrows(
            IndexException.class,
            () -> {
              for (int i = 0; i < 2 * OPTIONS.batchRows(); i++) {
                recorder.output(file("a/f" + i, "x"));
              }
            });
    assertTrue(String.valueOf(failure.getMessage()).startsWith("Invocation one is no longer"));
    assertThrows(IndexException.class, recorder::close);
    recorder.close();
    assertEquals(0, index.size());
  }

  @Test
  void recorderThatHasEndedTakesNoMore() {
    Invocation invocation = invocation("one", 0);
    try (InvocationRecorder recorder = index.begin(invocation)) {
      recorder.finish(finished(invocation));
      assertThrows(IllegalStateException.class, () -> recorder.output(file("a/x", "1")));
      assertThrows(IllegalStateException.class, () -> recorder.finish(finished(invocation)));
    }
    assertThrows(IllegalArgumentException.class, () -> index.begin(finished(invocation)));
    try (InvocationRecorder recorder = index.begin(invocation)) {
      assertThrows(IllegalArgumentException.class, () -> recorder.finish(invocation));
      Invocation another = finished(invocation("two", 0));
      assertThrows(IllegalArgumentException.class, () -> recorder.finish(another));
    }
  }

  @Test
  void readersSeeWholeBatchesWhileABuildIsRecorded() throws Exception {
    int batches = 200;
    int batch = OPTIONS.batchRows();
    Invocation invocation = invocation("one", 0);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        SqliteIndexReader other = SqliteIndexReader.open(path())) {
      Future<Integer> recording =
          executor.submit(() -> {
            try (InvocationRecorder recorder = index.begin(invocation)) {
              for (int i = 0; i < batch * batches; i++) {
                recorder.output(file("a/f" + i, "x"));
              }
              recorder.finish(finished(invocation));
            }
            return batches;
          });
      long last = 0;
      while (last < (long) batch * batches) {
        if (recording.state() == Future.State.FAILED) {
          recording.get();
        }
        long size = other.size();
        assertTrue(size >= last && size % batch == 0, "saw " + size + " after " + last);
        if (size > 0) {
          String path = "a/f" + (size - 1);
          assertEquals(Optional.of(file(path, "x")), at(path));
        }
        last = size;
      }
      assertEquals(batches, recording.get());
    }
  }

  @Test
  void closedIndexSaysSo() {
    index.close();

    var failure = assertThrows(IndexException.class, index::size);
    assertEquals("The index " + path() + " is closed.", failure.getMessage());
    assertThrows(IndexException.class, () -> index.begin(invocation("one", 0)));
  }

  @Test
  void sizeOnDiskCountsTheLogToo() {
    long before = index.fileBytes();
    buildOf(invocation("one", 0), "//a:t", file("a/x", "1"));

    assertTrue(index.fileBytes() > before);
  }
}
