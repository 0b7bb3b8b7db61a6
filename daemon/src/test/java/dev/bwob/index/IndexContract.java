package dev.bwob.index;

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

import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every implementation of {@link OutputIndex}, {@link BuildIndex} and {@link OutputRecorder}
 * does. A subclass opens a new, empty one for each test.
 */
public abstract class IndexContract extends PathIndexContract {
  private List<RecordedTarget> targets(String invocationId, String labelPrefix) {
    List<RecordedTarget> found = new ArrayList<>();
    builds().targets(WORKSPACE, invocationId, labelPrefix, label -> true, found::add);
    return found;
  }

  private List<String> filesOf(RecordedGroup group) {
    List<String> paths = new ArrayList<>();
    builds().files(group, found -> paths.add(found.output().path().value()));
    return paths;
  }

  private RecordedGroup onlyGroup(String label) {
    return targets("", label).getFirst().groups().getFirst();
  }

  private void buildOf(Invocation invocation, String label, String content) {
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      recorder.namedSet(set("0", List.of(file("bazel-out/x", content))));
      recorder.target(target(label, "0"));
      recorder.finish(finished(invocation));
    }
  }

  @Test
  void targetHasTheFilesOfItsSetsAndTheyAreAtTheirPaths() {
    Invocation invocation = invocation("one", 0);
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      recorder.namedSet(set("0", List.of(file("a/x", "x"))));
      recorder.namedSet(set("1", List.of(file("a/y", "y"), file("b/z", "z")), "0"));
      recorder.target(target("//a:t", "1"));
      recorder.finish(finished(invocation));
    }

    assertEquals(Set.of("a/x", "a/y", "b/z"), Set.copyOf(filesOf(onlyGroup("//a:t"))));
    assertEquals(Optional.of(file("b/z", "z")), at("b/z"));
    List<RecordedOutput> found = new ArrayList<>();
    builds().files(onlyGroup("//a:t"), found::add);
    assertTrue(found.stream().allMatch(file -> file.invocationId().equals("one")));
    long order = outputs().find(WORKSPACE, found.getFirst().output().path()).orElseThrow().order();
    assertEquals(order, found.getFirst().order());
  }

  @Test
  void diamondAndFilesInSeveralSetsAreSeenOnce() {
    Invocation invocation = invocation("one", 0);
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      recorder.namedSet(set("bottom", List.of(file("a/bottom", "1"))));
      recorder.namedSet(set("left", List.of(file("a/left", "2"), file("a/both", "5")), "bottom"));
      recorder.namedSet(set("right", List.of(file("a/right", "3"), file("a/both", "5")), "bottom"));
      recorder.namedSet(set("top", List.of(), "left", "right", "left"));
      recorder.target(target("//a:t", "top", "bottom"));
      recorder.finish(finished(invocation));
    }

    assertEquals(
        List.of("a/both", "a/bottom", "a/left", "a/right"),
        filesOf(onlyGroup("//a:t")).stream().sorted().toList());
  }

  @Test
  void chainOfTenThousandSetsIsWalked() {
    Invocation invocation = invocation("one", 0);
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      recorder.namedSet(set("0", List.of(file("a/f0", "0"))));
      for (int i = 1; i < 10_000; i++) {
        List<Output> own = List.of(file("a/f" + i, "x"));
        recorder.namedSet(set(Integer.toString(i), own, Integer.toString(i - 1)));
      }
      recorder.target(target("//a:t", "9999"));
      recorder.finish(finished(invocation));
    }

    assertEquals(10_000, Set.copyOf(filesOf(onlyGroup("//a:t"))).size());
  }

  @Test
  void hugeSetHasAllItsFiles() {
    List<Output> files = new ArrayList<>();
    for (int i = 0; i < 20_001; i++) {
      files.add(file("a/f" + i, Integer.toString(i)));
    }
    Invocation invocation = invocation("one", 0);
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      recorder.namedSet(set("0", files));
      recorder.target(target("//a:t", "0"));
      recorder.finish(finished(invocation));
    }

    assertEquals(20_001, Set.copyOf(filesOf(onlyGroup("//a:t"))).size());
    assertEquals(20_001, outputs().size());
  }

  @Test
  void walkEndsWhenTheVisitorHasSeenEnough() {
    buildOf(invocation("one", 0), "//a:t", "x");
    List<RecordedOutput> seen = new ArrayList<>();

    builds()
        .files(
            onlyGroup("//a:t"),
            found -> {
              seen.add(found);
              return false;
            });

    assertEquals(1, seen.size());
  }

  @Test
  void setsMayHaveAnyIdsThatTheBuildGivesThem() {
    Invocation invocation = invocation("one", 0);
    List<String> ids = List.of("7", "07", "999999999", "99999999999", "", "-1", "x y", "0", "²");
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      for (int i = 0; i < ids.size(); i++) {
        recorder.namedSet(set(ids.get(i), List.of(file("a/f" + i, "x"))));
        recorder.target(target("//a:t" + i, ids.get(i)));
      }
      recorder.finish(finished(invocation));
    }

    for (int i = 0; i < ids.size(); i++) {
      assertEquals(List.of("a/f" + i), filesOf(onlyGroup("//a:t" + i)));
    }
  }

  @Test
  void setThatWasNotRecordedIsRefused() {
    try (InvocationRecorder recorder = recorder().begin(invocation("one", 0))) {
      recorder.namedSet(set("0", List.of()));

      var child =
          assertThrows(
              IllegalArgumentException.class,
              () -> recorder.namedSet(set("1", List.of(), "0", "2")));
      assertEquals(
          "named set '1' of invocation one names set '2', which was not recorded before it",
          child.getMessage());
      assertThrows(
          IllegalArgumentException.class, () -> recorder.target(target("//a:t", "0", "3")));
      assertThrows(
          IllegalArgumentException.class, () -> recorder.namedSet(set("4", List.of(), "4")));
    }
  }

  @Test
  void targetsReadBackAsTheyWereRecorded() {
    Invocation invocation = invocation("one", 0);
    Target aspect =
        new Target(
            "//a:t",
            "//tools:lint.bzl%lint",
            "c2",
            "",
            /* success= */ false,
            List.of(
                new OutputGroup("default", List.of(), /* incomplete= */ true),
                new OutputGroup("lint", List.of("0"), /* incomplete= */ false)),
            "");
    Target aborted =
        new Target("//a:u", "", "", "", /* success= */ false, List.of(), "ANALYSIS_FAILURE: no u");
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      recorder.namedSet(set("0", List.of(file("a/x", "x"))));
      recorder.target(target("//a:t", "0"));
      recorder.target(aspect);
      recorder.target(aborted);
      recorder.finish(finished(invocation));
    }

    List<RecordedTarget> found = targets("", "//a:t");
    assertEquals(2, found.size());
    RecordedTarget lint =
        found.stream().filter(target -> !target.aspect().isEmpty()).findAny().orElseThrow();
    assertEquals("//tools:lint.bzl%lint", lint.aspect());
    assertEquals("c2", lint.configuration());
    assertEquals("one", lint.invocationId());
    assertEquals(
        List.of("default", "lint"), lint.groups().stream().map(RecordedGroup::name).toList());
    assertEquals(true, lint.groups().getFirst().incomplete());
    assertEquals(List.of(), filesOf(lint.groups().getFirst()));
    assertEquals(List.of("a/x"), filesOf(lint.groups().getLast()));
    assertEquals(
        new RecordedTarget("one", "//a:u", "", "", "", false, List.of(), "ANALYSIS_FAILURE: no u"),
        targets("", "//a:u").getFirst());
  }

  @Test
  void targetsAreFoundByLabelLatestInvocationFirst() {
    buildOf(invocation("one", 0), "//a:t", "1");
    buildOf(invocation("three", 2), "//a:t", "3");
    buildOf(invocation("two", 1), "//a/b:t", "2");
    buildOf(invocation("other", 3, OTHER_WORKSPACE), "//a:t", "4");

    assertEquals(List.of("three", "two", "one"), ids(targets("", "")));
    assertEquals(List.of("three", "one"), ids(targets("", "//a:")));
    assertEquals(List.of("two"), ids(targets("", "//a/")));
    assertEquals(List.of("one"), ids(targets("one", "")));
    assertEquals(List.of(), ids(targets("other", "")));
    assertEquals(List.of(), ids(targets("nobody", "")));
    List<RecordedTarget> liked = new ArrayList<>();
    builds().targets(WORKSPACE, "", "//a", "//a/b:t"::equals, liked::add);
    assertEquals(List.of("two"), ids(liked));
  }

  private static List<String> ids(List<RecordedTarget> targets) {
    return targets.stream().map(RecordedTarget::invocationId).toList();
  }

  @Test
  void manyTargetsAreEachShownOnce() {
    Invocation invocation = invocation("one", 0);
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      for (int i = 0; i < 2000; i++) {
        recorder.target(target("//a:t" + i));
        recorder.target(
            new Target("//a:t" + i, "lint", "c1", "", /* success= */ true, List.of(), ""));
        recorder.target(new Target("//a:t" + i, "", "c2", "", /* success= */ true, List.of(), ""));
      }
      recorder.finish(finished(invocation));
    }

    List<RecordedTarget> found = targets("", "//a:");
    assertEquals(6000, found.size());
    assertEquals(6000, Set.copyOf(found).size());
  }

  @Test
  void invocationReadsBackAsItWasRecorded() {
    Invocation invocation = invocation("0a1b-2c3d", 0);
    build(invocation);

    assertEquals(List.of(finished(invocation)), builds().invocations(Optional.of(WORKSPACE)));
    assertEquals(List.of(finished(invocation)), builds().invocations(Optional.empty()));
    assertEquals(List.of(), builds().invocations(Optional.of(OTHER_WORKSPACE)));
  }

  @Test
  void invocationsAreListedLatestStartFirst() {
    build(invocation("two", 2));
    build(invocation("one", 1));
    build(invocation("three", 3, OTHER_WORKSPACE));

    assertEquals(
        List.of("three", "two", "one"),
        builds().invocations(Optional.empty()).stream().map(Invocation::id).toList());
    assertEquals(List.of(OTHER_WORKSPACE, WORKSPACE), builds().workspaces());
  }

  @Test
  void invocationsAreFoundByTheBeginningOfTheirId() {
    build(invocation("abc-1", 0));
    build(invocation("abc-12", 1));
    build(invocation("abc-13", 2));
    build(invocation("x%_", 3));

    assertEquals(List.of(), builds().invocationsById("b"));
    assertEquals(2, builds().invocationsById("abc").size());
    assertEquals("abc-1", builds().invocationsById("abc-1").getFirst().id());
    assertEquals(1, builds().invocationsById("abc-12").size());
    assertEquals(List.of(), builds().invocationsById("x__"));
    assertEquals(1, builds().invocationsById("x%").size());
  }

  @Test
  void recordThatIsClosedUnfinishedIsCutAndKeepsWhatCame() {
    try (InvocationRecorder recorder = recorder().begin(invocation("one", 0))) {
      assertEquals(State.RUNNING, builds().invocationsById("one").getFirst().state());
      recorder.output(file("a/x", "1"));
    }

    Invocation known = builds().invocationsById("one").getFirst();
    assertEquals(State.CUT, known.state());
    assertEquals(Optional.empty(), known.finish());
    assertEquals(Optional.of(file("a/x", "1")), at("a/x"));
  }

  @Test
  void recordingAnInvocationAgainReplacesIt() {
    buildOf(invocation("one", 0), "//a:old", "1");
    buildOf(invocation("one", 0), "//a:new", "2");

    assertEquals(1, builds().invocations(Optional.empty()).size());
    assertEquals(List.of("//a:new"), targets("", "").stream().map(RecordedTarget::label).toList());
    assertEquals(Optional.of(file("bazel-out/x", "2")), at("bazel-out/x"));
    assertEquals(1, outputs().size());
  }

  @Test
  void groupOfAnEarlierInvocationKeepsItsFilesWhenThePathIsBuiltAnew() {
    buildOf(invocation("one", 0), "//a:t", "old");
    buildOf(invocation("two", 1), "//a:t", "new");

    List<Output> files = new ArrayList<>();
    RecordedGroup group = targets("one", "").getFirst().groups().getFirst();
    builds().files(group, found -> files.add(found.output()));

    assertEquals(List.of(file("bazel-out/x", "old")), files);
    assertEquals(Optional.of(file("bazel-out/x", "new")), at("bazel-out/x"));
  }

  @Test
  void forgottenInvocationHasNoTargets() {
    buildOf(invocation("one", 0), "//a:t", "1");
    buildOf(invocation("two", 1), "//a:t", "2");

    recorder().forget("one");

    assertEquals(List.of("two"), ids(targets("", "")));
    assertEquals(List.of(), builds().invocationsById("one"));
    assertEquals(List.of("bazel-out/x"), filesOf(onlyGroup("//a:t")));
  }

  @Test
  void buildsAreRecordedAtTheSameTime() throws Exception {
    List<Callable<Boolean>> recordings = new ArrayList<>();
    for (int build = 0; build < 4; build++) {
      Invocation invocation = invocation("build" + build, build);
      recordings.add(() -> {
        try (InvocationRecorder recorder = recorder().begin(invocation)) {
          for (int i = 0; i < 500; i++) {
            recorder.namedSet(set(Integer.toString(i), List.of(file("a/f" + i, "x"))));
            recorder.target(target("//a:t" + i, Integer.toString(i)));
            if (i % 50 == 0) {
              recorder.flush();
            }
          }
          recorder.finish(finished(invocation));
        }
        return true;
      });
    }
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> recording : executor.invokeAll(recordings)) {
        assertTrue(recording.get());
      }
    }

    assertEquals(500, outputs().size());
    assertEquals(2000, targets("", "").size());
    for (int i = 0; i < 500; i++) {
      RecordedOutput found = outputs().find(WORKSPACE, file("a/f" + i, "x").path()).orElseThrow();
      assertEquals("build3", found.invocationId());
    }
  }
}
