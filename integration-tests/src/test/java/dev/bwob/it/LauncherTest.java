package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.it.FakeToolchain.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code bwob} at the repository's root, with a Java and a Maven that do nothing. */
@Timeout(60)
final class LauncherTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final FileTime LATER = FileTime.from(Instant.parse("2021-01-01T00:00:00Z"));

  @TempDir Path folder;
  private FakeToolchain tools;

  @BeforeEach
  void makeTools() {
    tools = new FakeToolchain(folder);
  }

  @Test
  void cleanCloneIsBuiltOnce() {
    Outcome first = tools.run("fetch", "//a:b", "two words");
    Outcome second = tools.run("version");

    assertEquals(0, first.exitCode(), first::errors);
    assertTrue(first.errors().contains("bwob: building"), first::errors);
    assertTrue(
        first.output().endsWith("\ndev.bwob.cli.Main\nfetch\n//a:b\ntwo words\n"), first::output);
    assertTrue(first.output().contains("-Dbwob.home=" + tools.repository() + "\n"), first::output);
    assertEquals("", second.errors());
    assertEquals(1, tools.builds());
  }

  @Test
  void changedSourceIsBuiltAgain() {
    builtLongAgo();
    touch("daemon/src/main/java/A.java");

    assertEquals(0, tools.run("version").exitCode());
    assertEquals(2, tools.builds());
  }

  @Test
  void changedPomIsBuiltAgain() {
    builtLongAgo();
    touch("cli/pom.xml");

    assertEquals(0, tools.run("version").exitCode());
    assertEquals(2, tools.builds());
  }

  @Test
  void removedSourceIsBuiltAgain() {
    builtLongAgo();
    TestFiles.remove(tools.repository().resolve("cli/src/main/java/A.java"));

    assertEquals(0, tools.run("version").exitCode());
    assertEquals(2, tools.builds());
  }

  @Test
  void jarsOfAnEarlierBuildGoBeforeTheNext() {
    builtLongAgo();
    Path old = TestFiles.write(tools.repository().resolve("target/dist/lib/old-1.0.jar"), "old");
    touch("pom.xml");

    assertEquals(0, tools.run("version").exitCode());
    assertFalse(Files.exists(old));
  }

  @Test
  void startedThroughLinksItFindsItsFolder() throws IOException {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, tools.repository().resolve("bwob"));
    Path outer = folder.resolve("outer");
    Files.createSymbolicLink(outer, Path.of("link"));

    Outcome outcome = FakeToolchain.outcome(tools.start(outer, "version"));

    assertTrue(
        outcome.output().contains("-Dbwob.home=" + tools.repository() + "\n"), outcome::toString);
  }

  @Test
  void failedBuildIsReportedAndTriedAgain() {
    tools.maven("echo 'it does not compile'; exit 1");
    Outcome failed = tools.run("version");
    tools.maven("mkdir -p target/dist/lib");
    Outcome next = tools.run("version");

    assertEquals(36, failed.exitCode());
    assertTrue(failed.errors().contains("it does not compile"), failed::errors);
    assertEquals("", failed.output());
    assertEquals(0, next.exitCode(), next::errors);
    assertEquals(2, tools.builds());
  }

  @Test
  void withoutMavenItSaysWhatToInstall() {
    tools.removeMaven();
    Outcome outcome = tools.run("version");

    assertEquals(36, outcome.exitCode());
    assertTrue(outcome.errors().contains("apt-get install maven"), outcome::errors);
  }

  @Test
  void namedJavaThatIsTooOldIsRefused() {
    Path old = tools.jdk("17.0.15");
    tools.set("BWOB_JAVA_HOME", old.toString());
    Outcome outcome = tools.run("version");

    assertEquals(36, outcome.exitCode());
    assertTrue(
        outcome.errors().contains("BWOB_JAVA_HOME=" + old + " is not a JDK 25"), outcome::errors);
  }

  @Test
  void oldJavaHomeIsPassedOver() {
    tools.unset("BWOB_JAVA_HOME");
    tools.set("JAVA_HOME", tools.jdk("1.8.0_402").toString());
    Path wanted = tools.jdk("26");
    TestFiles.write(
        folder.resolve("fake tools/home/.m2/toolchains.xml"),
        "<toolchains>\n  <jdkHome>%s</jdkHome>\n  <jdkHome>%s</jdkHome>\n</toolchains>\n"
            .formatted(tools.jdk("21.0.1"), wanted));

    Outcome outcome = tools.run("version");

    assertTrue(outcome.output().startsWith(wanted + "/bin/java\n"), outcome::toString);
  }

  @Test
  void twoAtOnceBuildOnce() throws IOException {
    Path go = folder.resolve("go");
    tools.maven("until [ -e '" + go + "' ]; do sleep 0.02; done; mkdir -p target/dist/lib");
    Process first = tools.start(tools.repository().resolve("bwob"), "one");
    assertTrue(firstErrorLine(first).contains("building"));
    Process second = tools.start(tools.repository().resolve("bwob"), "two");
    assertTrue(firstErrorLine(second).contains("waiting for the build of process " + first.pid()));
    Files.createFile(go);

    assertTrue(FakeToolchain.outcome(first).output().endsWith("\none\n"));
    assertTrue(FakeToolchain.outcome(second).output().endsWith("\ntwo\n"));
    assertEquals(1, tools.builds());
  }

  @Test
  void lockOfAnEndedProcessIsTakenOver() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    TestFiles.write(tools.repository().resolve("target/building/pid"), ended.pid() + "\n");

    Outcome outcome = tools.run("version");

    assertEquals(0, outcome.exitCode(), outcome::errors);
    assertEquals(1, tools.builds());
    assertFalse(Files.exists(tools.repository().resolve("target/building")));
  }

  @Test
  void interruptedBuildLeavesNoLock() throws Exception {
    tools.maven("sleep 60 & echo $! >sleeper; wait");
    Process process = tools.start(tools.repository().resolve("bwob"), "version");
    assertTrue(firstErrorLine(process).contains("building"));
    Path sleeper = tools.repository().resolve("sleeper");
    while (!Files.exists(sleeper) || Files.size(sleeper) == 0) {
      Thread.onSpinWait();
    }
    process.destroy();
    // The launcher hears the signal when Maven has ended, as a terminal's Ctrl-C ends both.
    ProcessHandle.of(Long.parseLong(Files.readString(sleeper).strip()))
        .ifPresent(ProcessHandle::destroy);

    assertEquals(143, process.waitFor());
    assertFalse(Files.exists(tools.repository().resolve("target/building")));
  }

  private void builtLongAgo() {
    tools.run("version");
    Path repository = tools.repository();
    List<Path> files = TestFiles.everythingBelow(repository);
    for (Path file : files) {
      setTime(file, LONG_AGO);
    }
    setTime(repository.resolve("target/dist/built"), LATER);
    tools.run("version");
    assertEquals(1, tools.builds());
  }

  private void touch(String file) {
    setTime(tools.repository().resolve(file), FileTime.from(Instant.parse("2022-01-01T00:00:00Z")));
  }

  private static void setTime(Path file, FileTime time) {
    try {
      Files.setLastModifiedTime(file, time);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns as soon as there is one. */
  private static String firstErrorLine(Process process) throws IOException {
    // Not closed: the rest is read later, and may already be in this reader's buffer.
    BufferedReader reader = process.errorReader();
    return String.valueOf(reader.readLine());
  }
}
