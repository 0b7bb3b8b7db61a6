package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's life: how it starts, who may reach it, and that it keeps what it was told. */
final class DaemonLifecycleIT {
  @TempDir private Path folder;
  private Bwob bwob;

  @BeforeEach
  void prepare() {
    bwob = new Bwob(folder.resolve("b"));
  }

  @AfterEach
  void stop() {
    bwob.close();
  }

  private Bwob.Outcome run(String... words) {
    return bwob.run(folder, words);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }

  private MadeBuild ingested(String name) {
    MadeBuild build = new MadeBuild(folder.resolve(name), "127.0.0.1:1");
    build.outputs(new ScriptedCas.Blob(name + ".txt", "ab".repeat(32), 7));
    run("ingest", build.writeTo(folder.resolve(name + ".bep")).toString()).expect(0);
    return build;
  }

  @Test
  void firstCommandStartsItAndOnlyTheUserReachesIt() throws IOException {
    assertTrue(run("daemon", "status").expect(0).out().startsWith("No daemon listens on "));

    run("builds").expect(0);

    assertEquals("rw-------", mode(bwob.socket()));
    assertEquals("rwx------", mode(bwob.socketFolder()));
    assertEquals("rwx------", mode(bwob.stateFolder()));
    assertTrue(bwob.daemon().isAlive());
  }

  @Test
  void startedTwiceItIsOneAndStoppedTwiceItIsNone() {
    run("daemon", "start").expect(0);
    ProcessHandle first = bwob.daemon();

    assertTrue(run("daemon", "start").expect(0).err().contains("runs already"));
    assertEquals(first, bwob.daemon());
    assertTrue(run("daemon", "stop").expect(0).out().contains(" has ended."));
    assertFalse(Files.exists(bwob.socket()));
    assertTrue(run("daemon", "stop").expect(0).out().startsWith("No daemon listens on "));
  }

  @Test
  void secondDaemonOfAStateFolderIsRefusedAndTheFirstNamed() {
    run("daemon", "start").expect(0);
    String other = "--socket=" + folder.resolve("other.sock");

    Bwob.Outcome refused =
        bwob.startDaemon("--state_dir=" + bwob.stateFolder(), other).await().expect(36);
    Bwob.Outcome told = run("builds", "--state_dir=" + bwob.stateFolder(), other).expect(36);

    for (String message : List.of(refused.err(), told.err())) {
      assertTrue(message.contains("(process " + bwob.daemon().pid() + ")"), message);
      assertTrue(message.contains("--socket=" + bwob.socket()), message);
    }
    assertTrue(told.err().contains("did not start (exit code 36)"), told::err);
  }

  @Test
  void staleSocketIsReplaced() throws IOException {
    Files.createDirectory(
        bwob.socketFolder(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(bwob.socket()));
    }
    assertTrue(Files.exists(bwob.socket()));

    run("builds").expect(0);
  }

  @Test
  void folderThatOthersMayEnterIsRefused() {
    Path open = TestFiles.createFolder(bwob.socketFolder());
    TestFiles.permissions(open, "rwxr-x---");

    Bwob.Outcome refused = run("builds").expect(36);
    Bwob.Outcome daemon = bwob.startDaemon("--max_idle_secs=60").await().expect(36);

    for (String message : List.of(refused.err(), daemon.err())) {
      assertTrue(message.contains("not safe to use: " + open), message);
      assertTrue(message.contains("chmod 0700"), message);
    }
    TestFiles.permissions(open, "rwx------");
  }

  @Test
  void socketPlaceTakenByAFileIsRefused() {
    Path file = TestFiles.write(folder.resolve("file"), "mine");

    Bwob.Outcome refused = bwob.startDaemon("--socket=" + file).await().expect(36);

    assertTrue(refused.err().contains("taken by a file: " + file), refused::err);
    assertArrayEquals("mine".getBytes(StandardCharsets.UTF_8), TestFiles.read(file));
  }

  @Test
  void unknownFlagIsRefused() {
    assertTrue(
        bwob.startDaemon("--no_such=1")
            .await()
            .expect(2)
            .err()
            .contains("unknown flag '--no_such'"));
  }

  @Test
  void idleDaemonLeaves() {
    run("builds", "--max_idle_secs=1").expect(0);

    Await.until("the socket is gone", () -> !Files.exists(bwob.socket()), bwob::daemonLog);
    run("builds").expect(0);
  }

  @Test
  void restartForgetsNothing() {
    MadeBuild build = ingested("kept");
    String before = run("ls", "--output=json", "--invocation=" + build.id()).expect(0).out();
    long firstPid = bwob.daemon().pid();

    run("daemon", "stop").expect(0);

    assertEquals(before, run("ls", "--output=json", "--invocation=" + build.id()).expect(0).out());
    assertNotEquals(firstPid, bwob.daemon().pid());
  }

  @Test
  void killedAfterAnIngestItKnowsWhatItAcknowledged() {
    MadeBuild build = ingested("kept");

    BwobRun.signal(bwob.daemon().pid(), "KILL");

    assertTrue(run("builds").expect(0).out().contains(build.id().substring(0, 8)));
    assertEquals(
        "bazel-out/k8-fastbuild/bin/kept.txt\n",
        run("ls", "--invocation=" + build.id()).expect(0).out());
  }

  @Test
  void killedDuringAnIngestItKeepsWhatWasThereBefore() throws IOException {
    MadeBuild before = ingested("kept");
    MadeBuild broken = new MadeBuild(folder.resolve("broken"), "127.0.0.1:1");
    broken.outputs(new ScriptedCas.Blob("half.txt", "cd".repeat(32), 9));
    BwobRun ingest = bwob.start(folder, List.of("ingest", "-"));
    ingest.process().getOutputStream().write(broken.begun());
    ingest.process().getOutputStream().flush();
    Await.until(
        "the build is being recorded",
        () -> run("builds", "--output=json").expect(0).out().contains(broken.id()),
        ingest::said);

    BwobRun.signal(bwob.daemon().pid(), "KILL");
    Bwob.Outcome lost = ingest.await().expect(36);

    assertTrue(lost.err().contains("The daemon stopped answering"), lost::err);
    assertEquals(
        "bazel-out/k8-fastbuild/bin/kept.txt\n",
        run("ls", "--invocation=" + before.id()).expect(0).out());
    // The same stream once more, whole: the broken record is not in its way.
    run("ingest", broken.writeTo(folder.resolve("broken.bep")).toString()).expect(0);
    assertEquals(
        "bazel-out/k8-fastbuild/bin/half.txt\n",
        run("ls", "--invocation=" + broken.id()).expect(0).out());
  }
}
