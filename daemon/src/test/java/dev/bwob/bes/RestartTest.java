package dev.bwob.bes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import dev.bwob.index.RecordedTarget;
import dev.bwob.index.sqlite.IndexOptions;
import dev.bwob.index.sqlite.SqliteIndex;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import io.grpc.Status;
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

/** With the index that outlives the service. */
final class RestartTest {
  private static final Workspace WORKSPACE =
      new Workspace(BuildEvents.WORKSPACE, BuildEvents.EXEC_ROOT);

  @TempDir private Path folder;
  private SqliteIndex index;
  private TestServer server;

  @BeforeEach
  void start() {
    index = SqliteIndex.open(folder.resolve("index.db"), IndexOptions.DEFAULT);
    server = new TestServer(index, index, TestServer.EAGER);
  }

  @AfterEach
  void stop() {
    server.close();
    index.close();
  }

  private void restart() {
    stop();
    start();
  }

  private TestStream begun(String id, List<BuildEvent> events) throws InterruptedException {
    TestStream stream = server.open(id);
    stream.sendAll(1, events);
    assertEquals(events.size(), stream.acks(events.size()).size());
    return stream;
  }

  private boolean isKnown(String name) {
    return index.find(WORKSPACE, new OutputPath("bazel-out/k8-fastbuild/bin/" + name)).isPresent();
  }

  private List<RecordedTarget> targets(String invocationId) {
    List<RecordedTarget> targets = new ArrayList<>();
    index.targets(WORKSPACE, invocationId, "", _ -> true, targets::add);
    return targets;
  }

  private Invocation invocation(String id) {
    return index.invocationsById(id).stream()
        .filter(invocation -> invocation.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void acknowledgedTargetIsFoundWhileTheBuildRuns() throws Exception {
    begun("a", BuildEvents.build("a", 3).subList(0, 5));
    assertTrue(isKnown("f0"));
    assertEquals(1, targets("a").size());
    assertEquals(State.RUNNING, invocation("a").state());
  }

  @Test
  void restOfABuildIsRecordedAfterARestart() throws Exception {
    List<BuildEvent> build = BuildEvents.build("a", 3);
    begun("a", build.subList(0, 6));
    restart();
    assertEquals(State.CUT, invocation("a").state());

    TestStream resumed = server.open("a");
    resumed.sendAll(7, build.subList(6, 10)).sendFinished(11).halfClose();
    assertEquals(List.of(7L, 8L, 9L, 10L, 11L), resumed.acks(5));
    assertEquals(Status.OK, resumed.end());

    // What was acknowledged is still there, and so is the rest.
    assertEquals(1, targets("a").size());
    assertTrue(isKnown("f0") && isKnown("f1") && isKnown("f2"));
    Invocation rest = invocation("rest-from-7-of-a");
    assertEquals(State.FINISHED, rest.state());
    assertEquals(WORKSPACE, rest.workspace());
    assertEquals(invocation("a").start(), rest.start());
    assertEquals(invocation("a").remote(), rest.remote());
    assertEquals(
        List.of("//:t1", "//:t2"),
        targets(rest.id()).stream().map(found -> found.label()).sorted().toList());
  }

  @Test
  void streamThatHadNoAcknowledgementStartsAnewAfterARestart() throws Exception {
    List<BuildEvent> build = BuildEvents.build("a", 1);
    TestStream stream = server.open("a");
    stream.sendAll(1, build.subList(0, 2));
    restart();
    begun("a", build);
    assertEquals(1, targets("a").size());
  }

  @Test
  void endThatComesAgainAfterARestartIsAcknowledged() throws Exception {
    List<BuildEvent> build = BuildEvents.build("a", 1);
    begun("a", build).sendFinished(7).acks(1);
    restart();
    TestStream again = server.open("a");
    again.send(6, build.get(5)).sendFinished(7).halfClose();
    assertEquals(List.of(6L, 7L), again.acks(2));
    assertEquals(Status.OK, again.end());
    assertEquals(1, index.invocations(Optional.empty()).size());
    assertEquals(State.FINISHED, invocation("a").state());
  }

  @Test
  void middleOfAnUnknownBuildIsAcknowledgedAndNotRecorded() throws Exception {
    TestStream stream = server.open("a");
    stream.send(5, BuildEvents.target("//:t", "0")).send(6, BuildEvents.last());
    stream.sendFinished(7).halfClose();
    assertEquals(List.of(5L, 6L, 7L), stream.acks(3));
    assertEquals(Status.OK, stream.end());
    assertEquals(List.of(), index.invocations(Optional.empty()));
  }

  @Test
  void buildThatIsForgottenWhileItRunsIsNotDisturbed() throws Exception {
    List<BuildEvent> build = BuildEvents.build("a", 3);
    TestStream stream = begun("a", build.subList(0, 5));
    assertTrue(index.forget("a").isPresent());
    stream.sendAll(6, build.subList(5, 10)).sendFinished(11).halfClose();
    assertEquals(6, stream.acks(6).size());
    assertEquals(Status.OK, stream.end());
    assertEquals(List.of(), index.invocations(Optional.empty()));
  }

  @Test
  void severalBuildsAtOnceAreEachRecordedWhole() throws Exception {
    int targets = 300;
    List<Future<Status>> ends = new ArrayList<>();
    try (ExecutorService builds = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        String id = "build-" + i;
        ends.add(
            builds.submit(() -> {
              TestStream stream = begun(id, BuildEvents.build(id, targets));
              stream.sendFinished(2L * targets + 5).halfClose().acks(1);
              return stream.end();
            }));
      }
    }
    for (Future<Status> end : ends) {
      assertEquals(Status.OK, end.get());
    }
    for (int i = 0; i < 10; i++) {
      assertEquals(State.FINISHED, invocation("build-" + i).state());
      assertEquals(targets, targets("build-" + i).size());
    }
  }
}
