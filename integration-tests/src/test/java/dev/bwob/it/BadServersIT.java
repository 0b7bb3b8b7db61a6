package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.it.ScriptedCas.Behavior;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cache that lies or breaks: no wrong byte gets a name, and the message tells who did what. */
final class BadServersIT {
  /** Too much for one batch of {@link ScriptedCas}: it is streamed. */
  private static final int LARGE = 3 << 20;

  @TempDir private static Path folder;
  private static Bwob bwob;
  private static ScriptedCas cas;
  private final Random random = new Random(7);
  private MadeBuild build;

  @BeforeAll
  static void start() {
    bwob = new Bwob(folder.resolve("b"));
    cas = new ScriptedCas();
  }

  @AfterAll
  static void stop() {
    cas.close();
    bwob.close();
  }

  @BeforeEach
  void begin() {
    build = new MadeBuild(folder.resolve(Long.toHexString(System.nanoTime())), cas.endpoint());
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private Bwob.Outcome fetch(ScriptedCas.Blob... blobs) {
    build.outputs(blobs);
    Path file = build.writeTo(folder.resolve(build.id() + ".bep"));
    bwob.run(folder, "ingest", file.toString()).expect(0);
    return bwob.run(build.workspace(), "fetch", "bazel-out/**");
  }

  private List<String> onDisk() {
    return TestFiles.filesBelow(build.execRoot()).stream()
        .map(file -> file.getFileName().toString())
        .toList();
  }

  private void neverNamed(ScriptedCas.Blob bad) {
    ScriptedCas.Blob good = cas.put("good.txt", bytes(10));

    Bwob.Outcome outcome = fetch(bad, good).expect(1);

    assertEquals(List.of("good.txt"), onDisk());
    assertTrue(outcome.err().contains("failed: "), outcome::err);
    assertTrue(outcome.err().contains(bad.hash()), outcome::err);
    assertTrue(outcome.err().contains(cas.endpoint()), outcome::err);
    assertTrue(outcome.err().contains("sent wrong bytes"), outcome::err);
  }

  @Test
  void wrongBytesInABatch() {
    neverNamed(cas.put("bad.txt", bytes(100), Behavior.SENDS_WRONG_BYTES));
  }

  @Test
  void wrongBytesInAStream() {
    neverNamed(cas.put("bad.bin", bytes(LARGE), Behavior.SENDS_WRONG_BYTES));
  }

  @Test
  void moreBytesThanThereAre() {
    neverNamed(cas.put("bad.bin", bytes(LARGE), Behavior.SENDS_TOO_MUCH));
  }

  @Test
  void fewerBytesThanThereAre() {
    ScriptedCas.Blob bad = cas.put("bad.bin", bytes(LARGE), Behavior.SENDS_TOO_LITTLE);

    Bwob.Outcome outcome = fetch(bad).expect(34);

    assertEquals(List.of(), onDisk());
    assertTrue(outcome.err().contains(bad.hash()), outcome::err);
  }

  @Test
  void streamThatBreaksIsResumed() {
    byte[] bytes = bytes(LARGE);

    fetch(cas.put("resumed.bin", bytes, Behavior.BREAKS_ONCE)).expect(0);

    assertArrayEquals(bytes, TestFiles.read(build.place("resumed.bin")));
  }

  @Test
  void streamThatBreaksForGoodLeavesNothing() {
    Bwob.Outcome outcome =
        fetch(cas.put("half.bin", bytes(LARGE), Behavior.BREAKS_FOR_GOOD)).expect(34);

    assertEquals(List.of(), onDisk());
    assertTrue(outcome.err().contains(cas.endpoint()), outcome::err);
  }

  @Test
  void serverThatIsNotThere() {
    MadeBuild unreachable = new MadeBuild(folder.resolve("away"), "127.0.0.1:1");
    unreachable.outputs(new ScriptedCas.Blob("a.txt", "ab".repeat(32), 7));
    Path file = unreachable.writeTo(folder.resolve("away.bep"));
    bwob.run(folder, "ingest", file.toString()).expect(0);

    Bwob.Outcome outcome = bwob.run(unreachable.workspace(), "fetch", "bazel-bin/a.txt").expect(34);

    assertTrue(outcome.err().contains("127.0.0.1:1"), outcome::err);
  }

  @Test
  void blobThatIsGone() {
    ScriptedCas.Blob gone = new ScriptedCas.Blob("gone.txt", "ef".repeat(32), 7);

    Bwob.Outcome outcome = fetch(gone).expect(39);

    assertTrue(outcome.err().contains(gone.hash()), outcome::err);
    assertTrue(outcome.err().contains("bazel build //:gone.txt"), outcome::err);
  }
}
