package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An output tree that is full, read-only, the user's own or planted: nothing is done by halves. */
final class BadDisksIT {
  private static final byte[] TEXT = "as built\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private static Path shared;
  @TempDir private Path folder;
  private ScriptedCas cas;
  private MadeBuild build;
  private static Bwob bwob;

  @BeforeAll
  static void start() {
    bwob = new Bwob(shared.resolve("b"));
  }

  @AfterAll
  static void stop() {
    bwob.close();
  }

  @BeforeEach
  void prepare() {
    cas = new ScriptedCas();
    build = new MadeBuild(folder.resolve("m"), cas.endpoint());
    build.outputs(cas.put("sub/a.txt", TEXT), cas.put("large.bin", new byte[3 << 20]));
    bwob.run(folder, "ingest", build.writeTo(folder.resolve("b.bep")).toString()).expect(0);
  }

  @AfterEach
  void stopCas() {
    cas.close();
  }

  private Bwob.Outcome fetch(String... words) {
    return bwob.run(
        build.workspace(), Stream.concat(Stream.of("fetch"), Stream.of(words)).toList());
  }

  @Test
  void fullDiskIsSaidAndNoHalfFileIsLeft() {
    try (TmpfsMount small = TmpfsMount.at(folder.resolve("small"), "size=1m")) {
      Bwob.Outcome outcome = fetch("--to=" + small.folder(), "bazel-bin/large.bin").expect(36);

      assertTrue(outcome.err().contains("large.bin can't be written: "), outcome::err);
      assertTrue(outcome.err().contains("No space left on device"), outcome::err);
      assertEquals(List.of(), TestFiles.filesBelow(small.folder()));
    }
  }

  @Test
  void readOnlyTreeIsSaid() {
    try (TmpfsMount closed = TmpfsMount.at(folder.resolve("closed"), "ro")) {
      Bwob.Outcome outcome = fetch("--to=" + closed.folder(), "bazel-bin/sub/a.txt").expect(36);

      assertTrue(outcome.err().contains(closed.folder().toString()), outcome::err);
      assertTrue(outcome.err().contains("Read-only file system"), outcome::err);
    }
  }

  @Test
  void fileOfTheUsersIsKeptUnlessToldOtherwise() {
    Path place = TestFiles.write(build.place("sub/a.txt"), "mine\n");

    Bwob.Outcome kept = fetch("bazel-out/**").expect(1);

    assertTrue(kept.err().contains("kept: " + place + " differs from the record"), kept::err);
    assertTrue(kept.err().contains("--overwrite"), kept::err);
    assertArrayEquals("mine\n".getBytes(StandardCharsets.UTF_8), TestFiles.read(place));
    assertTrue(Files.exists(build.place("large.bin")));

    fetch("--overwrite", "bazel-out/**").expect(0);
    assertArrayEquals(TEXT, TestFiles.read(place));
  }

  @Test
  void linkPlantedWhereAFolderShouldBeIsNotFollowed() throws IOException {
    Path outside = TestFiles.createFolder(folder.resolve("outside"));
    Files.createDirectories(build.place("sub").getParent());
    Files.createSymbolicLink(build.place("sub"), outside);

    Bwob.Outcome outcome = fetch("bazel-bin/sub/a.txt");

    assertEquals(List.of(), TestFiles.filesBelow(outside));
    assertTrue(outcome.err().contains(build.place("sub").toString()), outcome::err);
    outcome.expect(1);
    // Nor with --overwrite: that is about files.
    fetch("--overwrite", "bazel-bin/sub/a.txt").expect(1);
    assertEquals(List.of(), TestFiles.filesBelow(outside));
  }
}
