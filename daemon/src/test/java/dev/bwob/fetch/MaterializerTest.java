package dev.bwob.fetch;

import static dev.bwob.fetch.Recording.file;
import static dev.bwob.fetch.Recording.inline;
import static dev.bwob.fetch.Recording.link;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.fetch.OutputResult.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaterializerTest {
  private static final String BIN = "bazel-out/k8-fastbuild/bin/";

  @TempDir private Path folder;
  private FetchScene scene;

  @BeforeEach
  void makeScene() throws IOException {
    scene = new FetchScene(folder);
  }

  @Test
  void absentFileIsFetchedWithTheModeOfAnOutput() throws Exception {
    Digest digest = scene.store.add("hello");
    scene.record(file(BIN + "a/b.txt", digest));

    FetchSummary summary = scene.fetch(BIN + "a/b.txt");

    Path path = scene.path(BIN + "a/b.txt");
    assertEquals("hello", Files.readString(path));
    assertEquals("r-xr-xr-x", mode(path));
    assertEquals("rwxr-xr-x", mode(scene.path(BIN + "a")));
    assertEquals(1, summary.fetched());
    assertEquals(5, summary.bytes());
    assertNothingTemporary();
  }

  @Test
  void largeFileIsStreamed() throws Exception {
    byte[] bytes = new byte[300_000];
    bytes[299_999] = 7;
    Digest digest = scene.store.add(bytes);
    scene.record(file(BIN + "large", digest));

    scene.fetch(BIN + "large");

    assertTrue(Arrays.equals(bytes, Files.readAllBytes(scene.path(BIN + "large"))));
    assertEquals(300_000, scene.listening.transferred());
    assertEquals("r-xr-xr-x", mode(scene.path(BIN + "large")));
  }

  @Test
  void fileThatIsRightIsLeftAlone() throws Exception {
    Digest digest = scene.store.add("same");
    scene.record(file(BIN + "f", digest));
    Path path = scene.write(BIN + "f", "same");
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
    FileTime before = Files.getLastModifiedTime(path);

    assertEquals(1, scene.fetch(BIN + "f").upToDate());

    assertEquals("rw-r--r--", mode(path));
    assertEquals(before, Files.getLastModifiedTime(path));
    assertEquals(0, scene.store.timesAsked(digest));
    assertNothingTemporary();
  }

  @Test
  void fileThatTheUserChangedIsKept() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("recorded")));
    Path path = scene.write(BIN + "f", "my edits");

    FetchSummary summary = scene.fetch(BIN + "f");

    assertEquals(1, summary.kept());
    assertEquals("my edits", Files.readString(path));
    assertTrue(scene.problem(BIN + "f").toString().contains("--overwrite"));
    assertTrue(scene.problem(BIN + "f").toString().contains(path.toString()));
  }

  @Test
  void fileOfTheSameSizeThatTheUserChangedIsKeptAndNotFetched() throws Exception {
    Digest digest = scene.store.add("12345678");
    scene.record(file(BIN + "f", digest));
    scene.write(BIN + "f", "my edits");

    assertEquals(1, scene.fetch(BIN + "f").kept());
    assertEquals(0, scene.store.timesAsked(digest));
  }

  @Test
  void overwriteReplacesWhatTheUserChanged() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("recorded")));
    Path path = scene.write(BIN + "f", "my edits");
    scene.overwrite = true;

    assertEquals(1, scene.fetch(BIN + "f").fetched());
    assertEquals("recorded", Files.readString(path));
  }

  @Test
  void outputOfAnEarlierBuildIsReplaced() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("recorded")));
    Path path = scene.write(BIN + "f", "of an earlier build");
    Files.setPosixFilePermissions(path, OpenFolder.OUTPUT_MODE);
    Files.setLastModifiedTime(path, FileTime.from(scene.builtAt.minusSeconds(10)));

    assertEquals(1, scene.fetch(BIN + "f").fetched());
    assertEquals("recorded", Files.readString(path));
  }

  @Test
  void outputWrittenAfterTheRecordedBuildBeganIsKept() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("recorded")));
    Path path = scene.write(BIN + "f", "of a later build");
    Files.setPosixFilePermissions(path, OpenFolder.OUTPUT_MODE);

    assertEquals(1, scene.fetch(BIN + "f").kept());
    assertEquals("of a later build", Files.readString(path));
  }

  @Test
  void folderWhereAFileBelongsIsKeptEvenWhenOverwriting() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("recorded")));
    Files.createDirectories(scene.path(BIN + "f/mine"));
    scene.overwrite = true;

    assertEquals(1, scene.fetch(BIN + "f").kept());
    assertTrue(Files.isDirectory(scene.path(BIN + "f/mine")));
  }

  @Test
  void linkPlantedWhereAFolderBelongsIsNotWrittenThrough() throws Exception {
    scene.record(file(BIN + "pkg/f", scene.store.add("recorded")));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createDirectories(scene.path(BIN));
    Files.createSymbolicLink(scene.path(BIN + "pkg"), outside);

    FetchSummary summary = scene.fetch(BIN + "pkg/f");

    assertEquals(1, summary.kept());
    assertTrue(scene.problem(BIN + "pkg/f").toString().contains(outside.toString()));
    assertEquals(0, entries(outside));
  }

  @Test
  void linkPlantedAfterPlanningIsNotWrittenThrough() throws Exception {
    scene.record(file(BIN + "pkg/f", scene.store.add("recorded")));
    FetchPlan plan = scene.plan(BIN + "pkg/f");
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createDirectories(scene.path(BIN));
    Files.createSymbolicLink(scene.path(BIN + "pkg"), outside);

    FetchSummary summary = scene.materialize(plan);

    assertEquals(1, summary.kept());
    String message = scene.problem(BIN + "pkg/f").toString();
    assertTrue(message.contains("symbolic link to " + outside), message);
    assertEquals(0, entries(outside));
    assertNothingTemporary();
  }

  @Test
  void folderSwappedForALinkInMidStreamIsNotWrittenThrough() throws Exception {
    Digest digest = scene.store.add(new byte[200_000]);
    scene.record(file(BIN + "pkg/f", digest));
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.createDirectories(scene.path(BIN + "pkg"));
    scene.store.inMidStream(d -> {
      try {
        if (Files.isDirectory(scene.path(BIN + "pkg"), LinkOption.NOFOLLOW_LINKS)) {
          Files.move(scene.path(BIN + "pkg"), scene.path(BIN + "moved"));
          Files.createSymbolicLink(scene.path(BIN + "pkg"), outside);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });

    scene.fetch(BIN + "pkg/f");

    assertEquals(0, entries(outside));
    assertFalse(scene.listening.of(BIN + "pkg/f").outcome() == Outcome.FETCHED);
  }

  @Test
  void outputTreeThatIsALinkIsRefused() throws Exception {
    scene.record(file(BIN + "f", scene.store.add("x")));
    Files.delete(scene.path("bazel-out"));
    Files.createSymbolicLink(scene.path("bazel-out"), folder);

    MaterializeException e = assertThrows(MaterializeException.class, () -> scene.plan(BIN + "f"));
    assertEquals(MaterializeException.Kind.IN_THE_WAY, e.kind());
    assertTrue(e.toString().contains("output service"), e.toString());
  }

  @Test
  void wrongBytesAreAskedForOnceMore() throws Exception {
    Digest small = scene.store.add("small");
    Digest large = scene.store.add(new byte[100_000]);
    scene.record(file(BIN + "small", small), file(BIN + "large", large));
    scene.store.corrupt(small, 1);
    scene.store.corrupt(large, 1);

    assertEquals(2, scene.fetch(BIN).fetched());
    assertEquals("small", Files.readString(scene.path(BIN + "small")));
    assertEquals(2, scene.store.timesAsked(small));
    assertEquals(2, scene.store.timesAsked(large));
  }

  @Test
  void wrongBytesTwiceFailAndLeaveNothing() throws Exception {
    Digest small = scene.store.add("small");
    Digest large = scene.store.add(new byte[100_000]);
    scene.record(file(BIN + "small", small), file(BIN + "large", large));
    scene.store.corrupt(small, 9);
    scene.store.corrupt(large, 9);

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(2, summary.failed());
    assertFalse(summary.allFailuresEvicted());
    assertInstanceOf(BlobCorruptException.class, summary.worst().orElseThrow());
    assertEquals(2, scene.store.timesAsked(large));
    assertEquals(List.of(), scene.filesOnDisk());
    assertNothingTemporary();
  }

  @Test
  void evictedBlobsFailAloneAndTheSummarySaysThatAllFailuresAreEvictions() throws Exception {
    Digest gone = scene.store.add("gone");
    Digest goneLarge = scene.store.add(new byte[100_000]);
    Digest there = scene.store.add("there");
    scene.record(
        file(BIN + "gone", gone), file(BIN + "gone-large", goneLarge), file(BIN + "there", there));
    scene.store.evict(gone);
    scene.store.evict(goneLarge);

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(1, summary.fetched());
    assertEquals(2, summary.failed());
    assertTrue(summary.allFailuresEvicted());
    assertInstanceOf(BlobNotFoundException.class, summary.worst().orElseThrow());
  }

  @Test
  void unavailableStoreIsNotAnEviction() throws Exception {
    Digest gone = scene.store.add("gone");
    Digest away = scene.store.add("away");
    scene.record(file(BIN + "gone", gone), file(BIN + "away", away));
    scene.store.evict(gone);
    scene.store.failWith(away, new SourceUnavailableException("it sleeps"));

    FetchSummary summary = scene.fetch(BIN);

    assertFalse(summary.allFailuresEvicted());
    assertInstanceOf(SourceUnavailableException.class, summary.worst().orElseThrow());
  }

  @Test
  void sameBytesAtSeveralPlacesAreFetchedOnce() throws Exception {
    Digest small = scene.store.add("small");
    Digest large = scene.store.add(new byte[100_000]);
    scene.record(
        file(BIN + "a/1", small),
        file(BIN + "b/2", small),
        file(BIN + "c/3", small),
        file(BIN + "a/l", large),
        file(BIN + "b/l", large));

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(5, summary.fetched());
    assertEquals(100_005, summary.bytes());
    assertEquals(1, scene.store.timesAsked(small));
    assertEquals(1, scene.store.timesAsked(large));
    assertEquals("small", Files.readString(scene.path(BIN + "c/3")));
    assertEquals(100_000, Files.size(scene.path(BIN + "b/l")));
    assertEquals("r-xr-xr-x", mode(scene.path(BIN + "b/l")));
    assertEquals(1, Files.getAttribute(scene.path(BIN + "b/l"), "unix:nlink"));
  }

  @Test
  void bytesThatAreInTheTreeAlreadyAreCopiedFromThere() throws Exception {
    Digest digest = scene.store.add("twice");
    scene.record(file(BIN + "a", digest), file(BIN + "b", digest));
    scene.write(BIN + "a", "twice");

    FetchSummary summary = scene.fetch(BIN);

    assertEquals(1, summary.upToDate());
    assertEquals(1, summary.fetched());
    assertEquals(0, scene.store.timesAsked(digest));
    assertEquals("twice", Files.readString(scene.path(BIN + "b")));
  }

  @Test
  void emptyFilesNeedNoStore() throws Exception {
    Digest empty = Digest.ofBytes(DigestFunction.BLAKE3, ByteBuffer.allocate(0));
    scene.record(file(BIN + "empty", empty));

    assertEquals(1, scene.fetch(BIN).fetched());
    assertEquals(0, Files.size(scene.path(BIN + "empty")));
    assertEquals("r-xr-xr-x", mode(scene.path(BIN + "empty")));
  }

  @Test
  void inlineBytesAreWrittenFromTheRecord() throws Exception {
    scene.record(inline(BIN + "i", "inline bytes"));

    assertEquals(1, scene.fetch(BIN).fetched());
    assertEquals("inline bytes", Files.readString(scene.path(BIN + "i")));
    scene.listening = new Listening();
    assertEquals(1, scene.fetch(BIN).upToDate());
  }

  @Test
  void recordedLinksAreMadeVerbatimAndLeftAloneWhenRight() throws Exception {
    scene.record(link(BIN + "l", "../no/such place"));

    assertEquals(1, scene.fetch(BIN).fetched());
    assertEquals("../no/such place", Files.readSymbolicLink(scene.path(BIN + "l")).toString());
    scene.listening = new Listening();
    assertEquals(1, scene.fetch(BIN).upToDate());
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
