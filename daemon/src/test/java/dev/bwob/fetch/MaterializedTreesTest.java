package dev.bwob.fetch;

import static dev.bwob.fetch.Recording.file;
import static dev.bwob.fetch.Recording.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializedTreesTest {
  private static final String BIN = "bazel-out/k8-fastbuild/bin/";

  @TempDir private Path folder;
  private FetchScene scene;

  @BeforeEach
  void makeScene() throws IOException {
    scene = new FetchScene(folder);
  }

  @Test
  void treeArtifactsGetUnwritableFolders() throws Exception {
    Digest digest = scene.store.add("in a tree");
    Digest empty = Digest.ofBytes(DigestFunction.SHA256, ByteBuffer.allocate(0));
    scene.record(
        tree(BIN + "t"),
        file(BIN + "t/x/y/deep file", digest),
        file(BIN + "t/empty", empty),
        tree(BIN + "nothing"));
    Files.createDirectories(scene.path(BIN + "t"));

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(4, summary.fetched(), scene.listening::toString);
    for (String inner : List.of("t", "t/x", "t/x/y", "t/x/y/deep file", "nothing")) {
      assertEquals("r-xr-xr-x", mode(scene.path(BIN + inner)), inner);
    }
    assertEquals("rwxr-xr-x", mode(scene.path(BIN)));
    scene.listening = new Listening();
    assertEquals(4, scene.fetch(BIN).upToDate());
  }

  @Test
  void missingFileIsPutIntoASealedTree() throws Exception {
    Digest digest = scene.store.add("in a tree");
    scene.record(tree(BIN + "t"), file(BIN + "t/a", digest), file(BIN + "t/b", digest));
    scene.fetch(BIN);
    Files.setPosixFilePermissions(
        scene.path(BIN + "t"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.delete(scene.path(BIN + "t/a"));
    Files.setPosixFilePermissions(scene.path(BIN + "t"), OpenFolder.OUTPUT_MODE);
    scene.listening = new Listening();

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(2, summary.fetched());
    assertEquals("r-xr-xr-x", mode(scene.path(BIN + "t")));
  }

  @Test
  void strayFileInATreeIsReportedAndLeft() throws Exception {
    scene.record(tree(BIN + "t"), file(BIN + "t/a", scene.store.add("a")));
    scene.write(BIN + "t/mine", "stray");

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(1, summary.kept());
    assertTrue(scene.problem(BIN + "t").toString().contains("'mine'"));
    assertEquals("stray", Files.readString(scene.path(BIN + "t/mine")));
  }

  @Test
  void treeWithAMissingBlobFailsWithItsFile() throws Exception {
    Digest gone = scene.store.add("gone");
    scene.store.evict(gone);
    scene.record(tree(BIN + "t"), file(BIN + "t/a", gone));

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(2, summary.failed());
    assertTrue(summary.allFailuresEvicted());
  }

  @Test
  void danglingLinksOfTheBuildStayAndLeadToTheFetchedFile() throws Exception {
    Digest digest = scene.store.add("end");
    scene.record(
        file(BIN + "links/last", digest),
        file(BIN + "links/first", digest),
        file(BIN + "gen/end.txt", digest));
    Files.createDirectories(scene.path(BIN + "links"));
    Files.createSymbolicLink(scene.path(BIN + "links/last"), scene.path(BIN + "links/first"));
    Files.createSymbolicLink(scene.path(BIN + "links/first"), scene.path(BIN + "gen/end.txt"));

    FetchSummary summary = scene.fetch(BIN + "links/last");

    assertEquals(1, summary.fetched());
    assertTrue(Files.isSymbolicLink(scene.path(BIN + "links/last")));
    assertEquals("end", Files.readString(scene.path(BIN + "links/last")));
    assertFalse(Files.isSymbolicLink(scene.path(BIN + "gen/end.txt")));
    scene.listening = new Listening();
    assertEquals(3, scene.fetch(BIN).upToDate());
    assertEquals(1, scene.store.timesAsked(digest));
  }

  @Test
  void linksThatLeadToEachOtherAreNamed() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("x")));
    Files.createDirectories(scene.path(BIN));
    Files.createSymbolicLink(scene.path(BIN + "a"), Path.of("b"));
    Files.createSymbolicLink(scene.path(BIN + "b"), scene.path(BIN + "a"));

    assertEquals(1, scene.fetch(BIN).kept());
    String message = scene.problem(BIN + "a").toString();
    assertTrue(message.contains(BIN + "a -> " + BIN + "b -> " + BIN + "a"), message);
  }

  @Test
  void linkToASourceFileIsRightWhenItsContentIs() throws Exception {
    Path source = Files.writeString(folder.resolve("deploy.sh"), "#!/bin/sh");
    Digest digest = scene.store.add("#!/bin/sh");
    scene.record(file(BIN + "deploy", digest));
    Files.createDirectories(scene.path(BIN));
    Files.createSymbolicLink(scene.path(BIN + "deploy"), source);

    assertEquals(1, scene.fetch(BIN).upToDate());

    Files.writeString(source, "#!/bin/bash");
    scene.listening = new Listening();
    assertEquals(1, scene.fetch(BIN).kept());
    scene.listening = new Listening();
    scene.overwrite = true;
    assertEquals(1, scene.fetch(BIN).fetched());
    assertEquals("#!/bin/bash", Files.readString(source));
    assertFalse(Files.isSymbolicLink(scene.path(BIN + "deploy")));
  }

  @Test
  void linkOutOfTheTreeThatLeadsNowhereIsReplaced() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("bytes")));
    Files.createDirectories(scene.path(BIN));
    Path absent = folder.resolve("absent");
    Files.createSymbolicLink(scene.path(BIN + "f"), absent);

    assertEquals(1, scene.fetch(BIN).fetched());
    assertFalse(Files.exists(absent));
    assertTrue(Files.isRegularFile(scene.path(BIN + "f"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void fileWithoutDigestIsImpossibleUnlessItIsThere() throws Exception {
    scene.record(
        Recording.fileWithoutDigest(BIN + "absent"), Recording.fileWithoutDigest(BIN + "there"));
    scene.write(BIN + "there", "whatever");

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(1, summary.upToDate());
    assertEquals(1, summary.failed());
    MaterializeException e =
        assertInstanceOf(MaterializeException.class, scene.problem(BIN + "absent"));
    assertEquals(MaterializeException.Kind.IMPOSSIBLE, e.kind());
    assertTrue(e.toString().contains("no digest"), e.toString());
  }

  @Test
  void freshFolderIsMadeAndFilled() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("a")), tree(BIN + "t"));
    Files.delete(scene.path("bazel-out"));
    Files.delete(scene.root);
    Path to = folder.resolve("deep/er/to");

    FetchSummary summary = scene.fetchTo(to, BIN);

    assertEquals(2, summary.fetched());
    assertEquals("a", Files.readString(to.resolve(BIN + "a")));
    assertTrue(Files.isDirectory(to.resolve(BIN + "t")));
    try (Stream<Path> entries = Files.list(to)) {
      assertEquals(1, entries.count());
    }
  }

  @Test
  void linkInTheFolderOfTheUsersIsNotWrittenThrough() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("a")));
    Path to = Files.createDirectories(folder.resolve("to"));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createSymbolicLink(to.resolve("bazel-out"), outside);

    assertEquals(1, scene.fetchTo(to, BIN).kept());
    assertEquals(0, entries(outside));
  }

  @Test
  void strangeNamesAreWrittenAsTheyAre() throws Exception {
    List<String> names =
        List.of(
            "n".repeat(239),
            "gar\u00e7on \u65e5\u672c \ud83d\ude00",
            "a \"b\" 'c' $d",
            "e\nf",
            "\\x*?[");
    for (String name : names) {
      scene.record(file(BIN + "s/" + name, scene.store.add(name)));
    }

    assertEquals(names.size(), scene.fetch(BIN).fetched());
    for (String name : names) {
      assertEquals(name, Files.readString(scene.path(BIN + "s/" + name)));
    }
  }

  @Test
  void nameThatNoFileCanHaveFailsAlone() throws Exception {
    scene.record(
        file(BIN + "m".repeat(300), scene.store.add("long")),
        file(BIN + "a", scene.store.add("a")));

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(1, summary.fetched());
    assertEquals(1, summary.failed());
    assertNothingTemporary();
  }

  @Test
  void leftoversOfACrashedProcessAreSwept() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("a")));
    Path left = scene.path("bazel-out/.bwob-tmp-0123456789abcdef");
    Files.createDirectories(left);
    Files.createFile(left.resolve("lock"));
    Files.writeString(left.resolve("17"), "half a fi");
    Path notOurs = scene.path("bazel-out/.bwob-tmp-not-ours");
    Files.createDirectories(notOurs);
    Path beingMade = scene.path("bazel-out/.bwob-tmp-fedcba9876543210");
    Files.createDirectories(beingMade);

    scene.fetch(BIN);

    assertFalse(Files.exists(left));
    assertTrue(Files.exists(notOurs));
    assertTrue(Files.exists(beingMade));
  }

  @Test
  void cancelInMidStreamLeavesWholeFilesOrNone() throws Exception {
    Digest large = scene.store.add(new byte[500_000]);
    scene.record(file(BIN + "large", large), file(BIN + "other", scene.store.add("o")));
    CountDownLatch streaming = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    scene.store.inMidStream(digest -> {
      streaming.countDown();
      never.await();
    });
    FetchPlan plan = scene.plan(BIN);
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      Future<FetchSummary> running = executor.submit(() -> scene.materialize(plan));
      streaming.await();
      executor.shutdownNow();
      Exception e = assertThrows(Exception.class, running::get);
      assertInstanceOf(InterruptedException.class, e.getCause());
    } finally {
      executor.close();
    }
    assertFalse(Files.exists(scene.path(BIN + "large")));
    assertEquals(2, scene.listening.results());
    assertInstanceOf(InterruptedException.class, scene.problem(BIN + "large"));
    assertNothingTemporary();
  }

  @Test
  void tenFetchesAtATimeBringEachBlobOnce() throws Exception {
    Digest small = scene.store.add("small");
    Digest large = scene.store.add(new byte[100_000]);
    scene.record(file(BIN + "small", small), file(BIN + "large", large));
    // A store is asked for per blob and fetch, when the fetch has entered: 2 blobs, 10 fetches.
    CountDownLatch allAreIn = new CountDownLatch(20);
    scene.store.beforeRead(digest -> allAreIn.await());
    BlobSources sources =
        uri -> {
          allAreIn.countDown();
          return scene.store;
        };
    FetchPlan plan = scene.plan(BIN);
    long fetched = 0;
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<FetchSummary>> running = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        running.add(
            executor.submit(() -> scene.materializer.materialize(plan, sources, new Listening())));
      }
      for (Future<FetchSummary> one : running) {
        fetched += one.get().fetched();
      }
    }
    assertEquals(1, scene.store.timesAsked(small));
    assertEquals(1, scene.store.timesAsked(large));
    assertEquals("small", Files.readString(scene.path(BIN + "small")));
    assertEquals(20, fetched);
    assertNothingTemporary();
  }

  @Test
  void whoWaitsForAFetchThatIsCancelledBringsTheBlobItself() throws Exception {
    Digest large = scene.store.add(new byte[100_000]);
    scene.record(file(BIN + "large", large));
    CountDownLatch leading = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger reads = new AtomicInteger();
    scene.store.beforeRead(digest -> {
      if (reads.incrementAndGet() == 1) {
        leading.countDown();
        never.await();
      }
    });
    FetchPlan plan = scene.plan(BIN);
    FetchPlan elsewhere = scene.planTo(folder.resolve("to"), BIN);
    Thread leader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                scene.materializer.materialize(plan, uri -> scene.store, new Listening());
              } catch (InterruptedException | IOException e) {
                // As it was told to.
              }
            });
    leading.await();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<FetchSummary> follower =
          executor.submit(
              () -> scene.materializer.materialize(elsewhere, uri -> scene.store, new Listening()));
      leader.interrupt();
      assertEquals(1, follower.get().fetched());
    }
    leader.join();
    assertEquals(100_000, Files.size(folder.resolve("to").resolve(BIN + "large")));
    assertFalse(Files.exists(scene.path(BIN + "large")));
  }

  @Test
  void tenThousandSmallFilesArrive() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      scene.pending(file(BIN + "d" + i % 100 + "/f" + i, scene.store.add("content of " + i)));
    }
    scene.recordPending();

    assertEquals(10_000, scene.fetch(BIN).fetched());
    assertEquals("content of 4711", Files.readString(scene.path(BIN + "d11/f4711")));
    assertNothingTemporary();
  }

  @Test
  void planIsPrintableAndTouchesNothing() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("abc")), tree(BIN + "t"));
    Instant before = Files.getLastModifiedTime(scene.path("bazel-out")).toInstant();

    FetchPlan plan = scene.plan(BIN);

    assertEquals(new FetchPlan.Totals(2, 1, 3, 0, 0), plan.totals());
    assertTrue(plan.toString().contains("FETCH " + BIN + "a"), plan.toString());
    assertTrue(plan.toString().contains("MAKE_FOLDER " + BIN + "t"), plan.toString());
    assertEquals(before, Files.getLastModifiedTime(scene.path("bazel-out")).toInstant());
    assertEquals(List.of(), scene.filesOnDisk());
  }

  private void assertNothingTemporary() throws IOException {
    try (Stream<Path> entries = Files.list(scene.path("bazel-out"))) {
      assertEquals(
          List.of(),
          entries.filter(entry -> entry.getFileName().toString().startsWith(".bwob")).toList());
    }
  }

  private static int entries(Path folder) throws IOException {
    return new LocalDisk().names(folder).size();
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
