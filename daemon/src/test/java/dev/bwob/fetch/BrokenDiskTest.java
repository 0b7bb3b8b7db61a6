package dev.bwob.fetch;

import static dev.bwob.fetch.Recording.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real small and read-only file systems; only root can mount them. */
class BrokenDiskTest {
  private static final String BIN = "bazel-out/k8-fastbuild/bin/";

  @TempDir private Path folder;
  private FetchScene scene;
  private Path mounted;

  @BeforeEach
  void mountASmallDisk() throws Exception {
    scene = new FetchScene(folder);
    mounted = Files.createDirectories(folder.resolve("small"));
    int exit = run("mount", "-t", "tmpfs", "-o", "size=256k", "none", mounted.toString());
    Assumptions.assumeTrue(exit == 0, "this test needs root, to mount a small file system");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", mounted.toString());
  }

  private static int run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor();
  }

  @Test
  void fullDiskFailsWhatDoesNotFitAndLeavesNoHalves() throws Exception {
    Digest large = scene.store.add(new byte[400_000]);
    Digest small = scene.store.add("small");
    scene.record(file(BIN + "large", large), file(BIN + "small", small));

    FetchSummary summary = scene.fetchTo(mounted.resolve("to"), BIN);

    assertEquals(1, summary.failed());
    assertFalse(summary.allFailuresEvicted());
    MaterializeException e =
        assertInstanceOf(MaterializeException.class, scene.problem(BIN + "large"));
    assertEquals(MaterializeException.Kind.DISK_FULL, e.kind(), e.toString());
    assertTrue(e.toString().contains("large"), e.toString());
    assertEquals(
        List.of(mounted.resolve("to").resolve(BIN + "small")), filesBelow(mounted.resolve("to")));
  }

  @Test
  void fullDiskFailsSmallFilesToo() throws Exception {
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[30_000];
      bytes[0] = (byte) i;
      scene.pending(file(BIN + "f" + i, scene.store.add(bytes)));
    }
    scene.recordPending();

    FetchSummary summary = scene.fetchTo(mounted.resolve("to"), BIN);

    assertTrue(summary.failed() > 0 && summary.fetched() > 0, summary.toString());
    assertEquals(summary.fetched(), filesBelow(mounted.resolve("to")).size());
    for (Path whole : filesBelow(mounted.resolve("to"))) {
      assertEquals(30_000, Files.size(whole));
    }
  }

  @Test
  void readOnlyTreeIsNamed() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("a")));
    Path to = Files.createDirectories(mounted.resolve("to"));
    run("mount", "-o", "remount,ro", mounted.toString());

    FetchSummary summary = scene.fetchTo(to, BIN);

    assertEquals(1, summary.failed());
    MaterializeException e = assertInstanceOf(MaterializeException.class, scene.problem(BIN + "a"));
    assertEquals(MaterializeException.Kind.LOCAL, e.kind());
    assertTrue(e.toString().contains(to.toRealPath().toString()), e.toString());
    assertTrue(e.toString().contains("Read-only"), e.toString());
  }

  @Test
  void whatIsRightOnAReadOnlyTreeIsUpToDate() throws Exception {
    scene.record(file(BIN + "a", scene.store.add("a")));
    Path to = Files.createDirectories(mounted.resolve("to"));
    Files.createDirectories(to.resolve(BIN));
    Files.writeString(to.resolve(BIN + "a"), "a");
    run("mount", "-o", "remount,ro", mounted.toString());

    assertEquals(1, scene.fetchTo(to, BIN).upToDate());
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }
}
