package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real build, told in every form in which a build can be told: the same is known of it. */
final class IngestFormsIT {
  @TempDir private static Path folder;
  private static Path workspace;
  private static Path binary;
  private static Path json;
  private static Bwob.Outcome followed;
  private static String expected;

  @BeforeAll
  static void build() {
    RealComponent.require(RealComponent.BAZEL);
    workspace = RealBazel.copyWorkspace(folder.resolve("workspace"));
    binary = folder.resolve("build.bep");
    json = folder.resolve("build.json");
    Path cache = folder.resolve("cache");
    try (Bwob bwob = new Bwob(folder.resolve("f"));
        RealBazel bazel = RealBazel.in(workspace, folder.resolve("bazel"))) {
      // Bazel makes its file at the start; bwob waits for no file, so there is one.
      TestFiles.write(binary, "");
      BwobRun following = bwob.start(workspace, List.of("ingest", "--follow", binary.toString()));
      bazel.build(
          "//plain/...",
          "//twins/...",
          "--disk_cache=" + cache,
          "--build_event_binary_file=" + binary,
          "--build_event_json_file=" + json);
      followed = following.await().expect(0);
      expected = list(bwob);
    }
  }

  /** Everything that is known, without what differs from one recording to the next. */
  private static String list(Bwob bwob) {
    return bwob.run(workspace, "ls", "--output=json").expect(0).out();
  }

  private static Path compressed(Path file, String name, boolean zstd) throws IOException {
    Path to = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(to);
        OutputStream packed = zstd ? new ZstdOutputStream(out) : new GZIPOutputStream(out)) {
      packed.write(TestFiles.read(file));
    }
    return to;
  }

  private void sameIsKnown(Path file) {
    try (Bwob bwob = new Bwob(folder.resolve(file.getFileName() + ".d"))) {
      bwob.run(workspace, "ingest", file.toString()).expect(0);
      assertEquals(expected, list(bwob));
    }
  }

  @Test
  void whileBazelWritesIt() {
    assertTrue(followed.out().startsWith("Recorded build "), followed::out);
    assertTrue(expected.contains("bazel-out/k8-fastbuild/bin/plain/archive.bin"), expected);
    assertTrue(expected.lines().count() > 5, expected);
  }

  @Test
  void binary() {
    sameIsKnown(binary);
  }

  @Test
  void json() {
    sameIsKnown(json);
  }

  @Test
  void gzippedBinary() throws IOException {
    sameIsKnown(compressed(binary, "bgz", false));
  }

  @Test
  void zstdJson() throws IOException {
    sameIsKnown(compressed(json, "jzst", true));
  }

  @Test
  void standardInput() throws IOException {
    try (Bwob bwob = new Bwob(folder.resolve("stdin"))) {
      BwobRun ingest = bwob.start(workspace, List.of("ingest", "-"));
      try (OutputStream in = ingest.process().getOutputStream()) {
        in.write(TestFiles.read(compressed(binary, "sgz", false)));
      }
      ingest.await().expect(0);
      assertEquals(expected, list(bwob));
    }
  }
}
