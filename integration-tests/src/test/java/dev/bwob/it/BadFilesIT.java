package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.lib.buildeventstream.File;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are not what they should be: each is named, with what is wrong, and nothing breaks.
 */
final class BadFilesIT {
  private static final ScriptedCas.Blob BLOB = new ScriptedCas.Blob("a.txt", "ab".repeat(32), 7);
  private static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13
  };

  @TempDir private static Path folder;
  private static Bwob bwob;

  @BeforeAll
  static void prepare() {
    bwob = new Bwob(folder.resolve("b"));
  }

  @AfterAll
  static void stop() {
    bwob.close();
  }

  private Bwob.Outcome run(String... words) {
    return bwob.run(folder, words);
  }

  /** Runs a command that ends so, and says all of this. */
  private void says(int exitCode, List<String> words, String... parts) {
    Bwob.Outcome outcome = bwob.run(folder, words).expect(exitCode);
    for (String part : parts) {
      assertTrue(outcome.err().contains(part), () -> part + " is missing in:\n" + outcome.err());
    }
    assertFalse(outcome.err().contains("Exception"), outcome::err);
  }

  private Path file(String name, byte[] bytes) {
    Path file = folder.resolve(name);
    TestFiles.writeBytes(file, bytes);
    return file;
  }

  private MadeBuild build(String name) {
    return new MadeBuild(folder.resolve(name), "127.0.0.1:1");
  }

  @Test
  void whatIsNoBuildEventFileIsRefused() {
    String before = run("builds", "--output=json").expect(0).out();
    Path absent = folder.resolve("absent.bep");
    says(2, List.of("ingest", absent.toString()), "There is no file " + absent);
    says(2, List.of("ingest", folder.toString()), folder + " is a folder");
    Path png = file("picture.bep", PNG);
    says(2, List.of("ingest", png.toString()), png + " is not a file of build events");
    Path empty = file("empty.bep", new byte[0]);
    says(2, List.of("ingest", empty.toString()), empty + " is empty");
    Path text = file("notes.txt", "Nothing to see here.\n".getBytes(StandardCharsets.UTF_8));
    says(2, List.of("ingest", text.toString()), text + " is not a file of build events");
    Path execLog =
        file(
            "exec.json",
            "{\"commandArgs\":[\"/bin/true\"],\"mnemonic\":\"Genrule\"}\n"
                .getBytes(StandardCharsets.UTF_8));
    says(2, List.of("ingest", execLog.toString()), execLog + " is not a file of build events");

    assertEquals(before, run("builds", "--output=json").expect(0).out());
  }

  @Test
  void lengthThatNoEventHasIsNotBelieved() {
    byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 1, 2, 3};
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0xff);
    for (byte[] bytes : List.of(huge, endless)) {
      Path file = file("huge.bep", bytes);
      says(2, List.of("ingest", file.toString()), file.toString());
    }
    // The same after a good beginning, of which everything is kept.
    byte[] begun = build("good").outputs(BLOB).begun();
    byte[] broken =
        ByteBuffer.allocate(begun.length + endless.length).put(begun).put(endless).array();
    Path file = file("broken.bep", broken);
    says(1, List.of("ingest", file.toString()), "ends early", "byte " + begun.length);
    assertTrue(run("ls", "bazel-out/**").out().isEmpty());
    assertTrue(bwob.run(folder.resolve("good/ws"), "ls").expect(0).out().contains("bin/a.txt"));
  }

  @Test
  void cutFileIsRecordedUpToTheCut() {
    MadeBuild build = build("cut").outputs(BLOB);
    byte[] whole = build.begun();
    build.outputs(new ScriptedCas.Blob("never.txt", "cd".repeat(32), 9));
    Path file = file("cut.bep", Arrays.copyOf(build.begun(), whole.length + 5));

    says(1, List.of("ingest", file.toString()), file + " ends early", "byte " + whole.length);

    assertEquals(
        "bazel-out/k8-fastbuild/bin/a.txt\n", bwob.run(build.workspace(), "ls").expect(0).out());
    Bwob.Outcome builds = bwob.run(build.workspace(), "builds", "--output=json").expect(0);
    assertTrue(builds.out().contains("\"state\":\"cut\""), builds::out);
  }

  @Test
  void setsTenThousandDeepAreFollowed() {
    MadeBuild build = build("deep");
    build.set("0", List.of(build.file(BLOB)));
    for (int i = 1; i <= 10_000; i++) {
      build.set(Integer.toString(i), List.of(), Integer.toString(i - 1));
    }
    build.target("//:deep", "10000");

    run("ingest", build.writeTo(folder.resolve("deep.bep")).toString()).expect(0);

    assertEquals(
        "bazel-out/k8-fastbuild/bin/a.txt\n",
        bwob.run(build.workspace(), "ls", "//:deep").expect(0).out());
  }

  @Test
  void outputsWhosePathsLeadAstrayAreLeftOutAndTold() {
    MadeBuild build = build("astray");
    String uri = build.file(BLOB).getUri();
    File up =
        File.newBuilder()
            .setName("../../../../../evil.txt")
            .addAllPathPrefix(List.of("bazel-out", "k8-fastbuild", "bin"))
            .setUri(uri)
            .build();
    File nul = up.toBuilder().setName("nul\0.txt").build();
    build.set("s", List.of(up, nul, build.file(BLOB))).target("//:s", "s");
    Path file = build.writeTo(folder.resolve("astray.bep"));

    says(0, List.of("ingest", file.toString()), "warning: " + file, "evil.txt");

    assertEquals(
        "bazel-out/k8-fastbuild/bin/a.txt\n", bwob.run(build.workspace(), "ls").expect(0).out());
  }

  @Test
  void whatCannotBeAPatternIsRefused() {
    MadeBuild build = build("patterns").outputs(BLOB);
    run("ingest", build.writeTo(folder.resolve("p.bep")).toString()).expect(0);
    for (String wrong : List.of("//a b:c:d", "//..", "bazel-bin/../../x", "/etc/passwd")) {
      Bwob.Outcome outcome = bwob.run(build.workspace(), "fetch", "--", wrong).expect(2);

      assertTrue(outcome.err().contains(wrong), () -> wrong + " is not named in " + outcome.err());
      assertFalse(outcome.err().contains("bug"), outcome::err);
    }
    Bwob.Outcome glob = bwob.run(build.workspace(), "fetch", "bazel-bin/[").expect(2);
    assertTrue(glob.err().contains("Not a glob: '['"), glob::err);
    Bwob.Outcome regex = bwob.run(build.workspace(), "ls", "--regex", "(").expect(2);
    assertTrue(regex.err().contains("Not a regular expression: '('"), regex::err);
    Bwob.Outcome near = bwob.run(build.workspace(), "fetch", "bazel-bin/b.txt").expect(2);
    assertTrue(near.err().contains("a.txt"), near::err);
  }

  @Test
  void damagedIndexIsNotTouchedAndNamed() {
    run("daemon", "start").expect(0);
    bwob.close();
    Path index = bwob.stateFolder().resolve("index.db");
    byte[] good = TestFiles.read(index);
    byte[] garbage = good.clone();
    Arrays.fill(garbage, 0, 100, (byte) 'x');
    TestFiles.writeBytes(index, garbage);
    says(36, List.of("builds"), "The daemon did not start", index.toString(), "exit code 36");
    assertEquals(Sha256.ofBytes(garbage), Sha256.ofBytes(TestFiles.read(index)));

    byte[] newer = good.clone();
    // SQLite's header: the user version is at byte 60, big-endian.
    ByteBuffer.wrap(newer).putInt(60, 1_000_000);
    TestFiles.writeBytes(index, newer);
    says(36, List.of("builds"), "version 1000000, made by a newer bwob", index.toString());

    TestFiles.writeBytes(index, good);
    run("builds").expect(0);
  }

  @Test
  void stateFolderThatCannotBeMadeIsNamed() {
    Path inTheWay = file("taken", new byte[0]);
    says(36, List.of("builds", "--state_dir=" + inTheWay.resolve("state")), inTheWay.toString());
    assertTrue(Files.isRegularFile(inTheWay));
  }
}
