package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals while a fetch runs, of which one blob has come and half of another. */
final class InterruptedFetchIT {
  private static final byte[] WHOLE = "whole\n".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;
  private final byte[] large = new byte[5 << 20];
  private ScriptedCas cas;
  private ScriptedCas.Blob slow;
  private MadeBuild build;
  private Bwob bwob;

  @BeforeEach
  void prepare() {
    Arrays.fill(large, (byte) 'x');
    cas = new ScriptedCas();
    slow = cas.put("slow.bin", large, ScriptedCas.Behavior.STALLS);
    build = new MadeBuild(folder.resolve("m"), cas.endpoint());
    build.outputs(cas.put("whole.txt", WHOLE), slow);
    bwob = new Bwob(folder.resolve("b"));
    bwob.run(folder, "ingest", build.writeTo(folder.resolve("b.bep")).toString()).expect(0);
  }

  @AfterEach
  void stop() {
    cas.close();
    bwob.close();
  }

  private BwobRun fetchUnderWay() {
    BwobRun fetch = bwob.start(build.workspace(), List.of("fetch", "bazel-out/**"));
    cas.awaitRead(slow);
    Await.until(
        "the other output is there", () -> Files.exists(build.place("whole.txt")), fetch::said);
    return fetch;
  }

  private List<String> onDisk() {
    Path outputs = build.execRoot().resolve("bazel-out");
    return TestFiles.filesBelow(outputs).stream()
        .map(file -> outputs.relativize(file).toString())
        .toList();
  }

  @Test
  void ctrlCLeavesWholeFilesOrNone() {
    BwobRun fetch = fetchUnderWay();

    fetch.signal("INT");
    Bwob.Outcome outcome = fetch.await().expect(8);

    assertTrue(outcome.err().endsWith("bwob: Interrupted.\n"), outcome::err);
    Await.until(
        "only the whole file is left",
        () -> onDisk().equals(List.of("k8-fastbuild/bin/whole.txt")),
        () -> onDisk().toString());
    assertArrayEquals(WHOLE, TestFiles.read(build.place("whole.txt")));
    assertEquals(
        List.of(),
        TestFiles.everythingBelow(folder.resolve("m")).stream()
            .filter(path -> path.getFileName().toString().startsWith(".bwob"))
            .toList());

    cas.release();
    bwob.run(build.workspace(), "fetch", "bazel-out/**").expect(0);
    assertArrayEquals(large, TestFiles.read(build.place("slow.bin")));
  }

  @Test
  void daemonThatIsToldToEndBringsTheFetchToItsEnd() {
    ProcessHandle daemon = bwob.daemon();
    BwobRun fetch = fetchUnderWay();

    BwobRun.signal(daemon.pid(), "TERM");
    Await.until(
        "no new caller is let in",
        () -> bwob.run(folder, "daemon", "status").out().startsWith("No daemon"));
    assertTrue(daemon.isAlive());
    cas.release();

    fetch.await().expect(0);
    assertArrayEquals(large, TestFiles.read(build.place("slow.bin")));
    Await.until("the daemon ends", () -> !Bwob.runs(daemon), bwob::daemonLog);
    assertFalse(Files.exists(bwob.socket()));
  }

  @Test
  void endedByASignalTheDaemonHasExitCodeZero() {
    bwob.run(folder, "daemon", "stop").expect(0);
    BwobRun daemon = bwob.startDaemon("--max_idle_secs=60");
    Await.until("it listens", () -> daemon.said().contains("bwobd ready: "), daemon::said);

    daemon.signal("TERM");

    daemon.await().expect(0);
  }
}
