package dev.bwob.cli.verb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.bwob.cli.CliFixture;
import dev.bwob.cli.FakeDaemon;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.v1.Digest;
import dev.bwob.v1.ExecutableBit;
import dev.bwob.v1.ForgetRequest;
import dev.bwob.v1.ForgetResponse;
import dev.bwob.v1.GetBuildRequest;
import dev.bwob.v1.GetBuildResponse;
import dev.bwob.v1.IngestRequest;
import dev.bwob.v1.IngestResponse;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.InvocationState;
import dev.bwob.v1.ListBuildsRequest;
import dev.bwob.v1.ListRequest;
import dev.bwob.v1.ListResponse;
import dev.bwob.v1.LocalState;
import dev.bwob.v1.Origin;
import dev.bwob.v1.Output;
import dev.bwob.v1.OutputGroup;
import dev.bwob.v1.ReadRequest;
import dev.bwob.v1.ReadResponse;
import dev.bwob.v1.StatResponse;
import dev.bwob.v1.Target;
import io.grpc.Status.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each verb but fetch, from the command line to what it asks, prints and returns. */
class VerbsTest {
  private static final Output PROGRAM =
      Output.newBuilder()
          .setPath("bazel-out/k8/bin/app/deploy")
          .setFile(
              Output.File.newBuilder()
                  .setDigest(Digest.newBuilder().setHash("ab12").setSizeBytes(2048))
                  .setExecutable(ExecutableBit.EXECUTABLE_BIT_SET)
                  .setUri("bytestream://h/blobs/ab12/2048"))
          .setOrigin(Origin.newBuilder().setLabel("//app:deploy").setMnemonic("CppLink"))
          .setInvocationId("1234")
          .build();
  private static final Output LINK =
      Output.newBuilder()
          .setPath("bazel-out/k8/bin/app/link")
          .setSymlink(Output.Symlink.newBuilder().setTarget("deploy"))
          .build();
  private static final Invocation BUILD =
      Invocation.newBuilder()
          .setId("8f0c3f7a-0000-4000-8000-000000000001")
          .setCommand("build")
          .setToolVersion("4.2.3")
          .setState(InvocationState.INVOCATION_STATE_FINISHED)
          .setExitCodeName("SUCCESS")
          .setStartMillis(1_700_000_000_000L)
          .setWorkspaceDirectory("/ws")
          .setTargets(3)
          .build();

  @TempDir Path folder = Path.of(".");

  @SuppressWarnings("NullAway.Init")
  private CliFixture cli;

  @BeforeEach
  void start() throws IOException {
    cli = new CliFixture(folder);
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  private static ListResponse listed(Output... outputs) {
    return ListResponse.newBuilder().addAllOutputs(List.of(outputs)).build();
  }

  @Test
  void lsPrintsPathsOnly() {
    cli.daemon.answers(listed(PROGRAM), listed(LINK));
    assertEquals(ExitCode.OK, cli.run("ls", "//app:all"));
    assertEquals("bazel-out/k8/bin/app/deploy\nbazel-out/k8/bin/app/link\n", cli.out());
    assertEquals("", cli.err());
  }

  @Test
  void lsWithoutPatternsListsEverything() {
    cli.daemon.answers(listed());
    cli.run("ls");
    assertEquals(
        List.of("bazel-out/**"),
        cli.daemon.request(ListRequest.class).getSelection().getPatternsList());
  }

  @Test
  void longLsHasSizeKindAndLabel() {
    cli.daemon.answers(listed(PROGRAM, LINK));
    assertEquals(ExitCode.OK, cli.run("ls", "-l", "//app:all"));
    assertEquals(
        """
            2.0 KB  program  bazel-out/k8/bin/app/deploy  //app:deploy
                 -  link     bazel-out/k8/bin/app/link -> deploy
        """,
        cli.out());
  }

  @Test
  void lsAsJsonHasWhatIsKnown() {
    cli.daemon.answers(listed(PROGRAM, LINK));
    assertEquals(ExitCode.OK, cli.run("ls", "--output=json", "//app:all"));
    assertEquals(
        """
        {"kind":"output","path":"bazel-out/k8/bin/app/deploy","type":"file","digest":{"hash":"ab12","size_bytes":2048,"function":"SHA256"},"executable":true,"uri":"bytestream://h/blobs/ab12/2048","label":"//app:deploy","mnemonic":"CppLink","invocation_id":"1234"}
        {"kind":"output","path":"bazel-out/k8/bin/app/link","type":"symlink","target":"deploy"}
        """,
        cli.out());
  }

  @Test
  void aPatternThatSelectsNothingIsAWrongRequest() {
    cli.daemon.failsAfter(
        FakeDaemon.status(
            Code.NOT_FOUND, "NOT_RECORDED", "Nothing is recorded for //ap:x. Nearest: //app:x."));
    assertEquals(ExitCode.COMMAND_LINE, cli.run("ls", "--output=json", "//ap:x"));
    assertEquals("bwob: Nothing is recorded for //ap:x. Nearest: //app:x.\n", cli.err());
    assertEquals(
        "{\"kind\":\"error\",\"exit_code\":2,\"reason\":\"NOT_RECORDED\",\"message\":\"Nothing is"
            + " recorded for //ap:x. Nearest: //app:x.\"}\n",
        cli.out());
  }

  private static StatResponse known() {
    return StatResponse.newBuilder()
        .setPattern("bazel-bin/app/deploy")
        .setOutput(PROGRAM)
        .setLocal(LocalState.LOCAL_STATE_ABSENT)
        .setLocalPath("/base/deploy")
        .build();
  }

  private static StatResponse unknown() {
    return StatResponse.newBuilder()
        .setPattern("x")
        .setStatus(FakeDaemon.status(Code.NOT_FOUND, "NOT_RECORDED", "Nobody recorded x."))
        .build();
  }

  @Test
  void statTellsWhatIsKnown() {
    cli.daemon.answers(known());
    assertEquals(ExitCode.OK, cli.run("stat", "bazel-bin/app/deploy"));
    assertEquals(
        """
        bazel-out/k8/bin/app/deploy
          kind     program
          size     2048 (2.0 KB)
          digest   SHA256 ab12
          uri      bytestream://h/blobs/ab12/2048
          label    //app:deploy
          action   CppLink
          build    1234
          on disk  absent: /base/deploy
        """,
        cli.out());
  }

  @Test
  void statOfSomeUnknownPathsIsPartial() {
    cli.daemon.answers(known(), unknown());
    assertEquals(ExitCode.PARTIAL, cli.run("stat", "bazel-bin/app/deploy", "x"));
    assertEquals("bwob: Nobody recorded x.\n", cli.err());
    cli.daemon.answers(unknown());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("stat", "x"));
  }

  @Test
  void catWritesTheBytesAsTheyAre() {
    byte[] bytes = {0, (byte) 0xff, 10, 13, (byte) 0xc3};
    cli.daemon.answers(
        ReadResponse.newBuilder().setData(ByteString.copyFrom(bytes, 0, 2)).build(),
        ReadResponse.newBuilder().setData(ByteString.copyFrom(bytes, 2, 3)).build());
    assertEquals(ExitCode.OK, cli.run("cat", "--offset=7", "bazel-bin/x"));
    assertArrayEquals(bytes, cli.outBytes());
    assertEquals(7, cli.daemon.request(ReadRequest.class).getOffset());
  }

  @Test
  void catTakesOneOutputAndNoNegativeOffset() {
    assertEquals(ExitCode.COMMAND_LINE, cli.run("cat", "a", "b"));
    assertEquals("bwob: bwob cat takes one output, and 2 were named.\n", cli.err());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("cat", "--offset=-1", "a"));
    assertEquals(List.of(), cli.daemon.requests());
  }

  @Test
  void wrongBytesAreTheRemotesFault() {
    cli.daemon.failsAfter(FakeDaemon.status(Code.DATA_LOSS, "CORRUPT", "Wrong bytes."));
    assertEquals(ExitCode.REMOTE, cli.run("cat", "a"));
  }

  @Test
  void aReaderThatLeavesEndsTheVerbQuietly() {
    cli.standardOutputFails("Broken pipe");
    cli.daemon.answers(listed(PROGRAM));
    assertEquals(ExitCode.OK, cli.run("ls", "//app:all"));
    cli.daemon.answers(ReadResponse.newBuilder().setData(ByteString.copyFromUtf8("x")).build());
    assertEquals(ExitCode.OK, cli.run("cat", "bazel-bin/x"));
    assertEquals("", cli.err());
  }

  @Test
  void outputThatCannotBeWrittenIsAFailure() {
    cli.standardOutputFails("No space left on device");
    cli.daemon.answers(listed(PROGRAM));
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("ls", "--output=json", "//app:all"));
    assertEquals("bwob: Standard output can't be written: No space left on device.\n", cli.err());
    cli.daemon.answers(ReadResponse.newBuilder().setData(ByteString.copyFromUtf8("x")).build());
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("cat", "bazel-bin/x"));
  }

  @Test
  void ingestTellsTheFirstOfManyWarnings() {
    IngestResponse.Builder response = ingested().setWarningCount(12);
    for (int i = 0; i < 8; i++) {
      response.addWarnings("Entry " + i + " was left out.");
    }
    cli.daemon.answers(response.build());
    assertEquals(ExitCode.OK, cli.run("ingest", "b.bep"));
    assertTrue(cli.err().startsWith("bwob: warning: b.bep: Entry 0 was left out.\n"), cli.err());
    assertTrue(
        cli.err()
            .endsWith(
                "b.bep: Entry 4 was left out.\nbwob: warning: and 7 more like these in b.bep.\n"),
        cli.err());
    cli.daemon.answers(ingested().setWarningCount(1).addWarnings("It is odd.").build());
    assertEquals(ExitCode.OK, cli.run("ingest", "--output=json", "b.bep"));
    assertTrue(cli.out().contains("\"warning_count\":1,\"warnings\":[\"It is odd.\"],"), cli.out());
  }

  private static IngestResponse.Builder ingested() {
    return IngestResponse.newBuilder()
        .setDone(true)
        .setEvents(12)
        .setOutputs(5)
        .setTargets(3)
        .setBytesRead(3000)
        .setInvocation(BUILD);
  }

  @Test
  void ingestNamesTheFileByItsWholePath() throws IOException {
    Path file = Files.createFile(cli.workspace.resolve("b.bep"));
    cli.daemon.answers(ingested().build());
    assertEquals(ExitCode.OK, cli.run("ingest", "--follow", "b.bep"), cli.err());
    IngestRequest request = cli.daemon.request(IngestRequest.class);
    assertEquals(file.toString(), request.getFile().getPath());
    assertTrue(request.getFile().getFollow());
    assertEquals(
        "Recorded build 8f0c3f7a-0000-4000-8000-000000000001 (bazel build): 3 targets, 5 outputs"
            + " (12 events, 3.0 KB).\n",
        cli.out());
  }

  @Test
  void aCutFileIsKeptAndToldApart() {
    cli.daemon.answers(ingested().setCut("in event 13, at byte 3000.").build());
    assertEquals(ExitCode.PARTIAL, cli.run("ingest", "b.bep"));
    assertEquals(
        "bwob: warning: b.bep ends early: in event 13, at byte 3000. What came before is kept.\n",
        cli.err());
  }

  @Test
  void standardInputIsSentToTheDaemon() {
    String text = "event\n".repeat(200_000);
    cli.standardInput(text);
    cli.daemon.answers(ingested().build());
    assertEquals(ExitCode.OK, cli.run("ingest", "--output=json", "-"), cli.err());
    List<IngestRequest> requests =
        cli.daemon.requests().stream().map(IngestRequest.class::cast).toList();
    assertEquals("<stdin>", requests.getLast().getStreamName());
    ByteString sent = ByteString.EMPTY;
    for (IngestRequest request : requests.subList(0, requests.size() - 1)) {
      sent = sent.concat(request.getChunk());
    }
    assertEquals(text, sent.toStringUtf8());
    assertTrue(cli.out().startsWith("{\"kind\":\"ingest\",\"invocation_id\":\"8f0c3f7a-"));
  }

  @Test
  void standardInputThatBreaksFailsTheIngest() {
    cli.in =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the pipe broke");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("the pipe broke");
          }
        };
    cli.daemon.answers(ingested().setEvents(0).build());
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("ingest", "-"));
    assertEquals("bwob: Standard input can't be read: the pipe broke.\n", cli.err());
  }

  @Test
  void buildsAloneListsThem() {
    cli.daemon.answers(BUILD);
    assertEquals(ExitCode.OK, cli.run("builds"), cli.err());
    List<String> lines = cli.out().lines().toList();
    assertTrue(lines.getFirst().startsWith("BUILD     STARTED"), cli.out());
    assertTrue(
        lines.get(1).matches("8f0c3f7a  2023-11-1.*  build    SUCCESS \\(0\\)  3        /ws"),
        cli.out());
    assertEquals("", cli.daemon.request(ListBuildsRequest.class).getWorkingDirectory());
  }

  @Test
  void buildsHereAsksForThisWorkspace() {
    cli.daemon.answers();
    assertEquals(ExitCode.OK, cli.run("builds", "list", "--here"));
    assertEquals(
        cli.workspace.toString(),
        cli.daemon.request(ListBuildsRequest.class).getWorkingDirectory());
    assertTrue(cli.err().startsWith("bwob: no build is recorded yet."), cli.err());
  }

  @Test
  void showPrintsTheBuildAndItsTargets() {
    cli.daemon.answers(
        GetBuildResponse.newBuilder().setInvocation(BUILD).build(),
        GetBuildResponse.newBuilder()
            .setTarget(
                Target.newBuilder()
                    .setLabel("//app:deploy")
                    .setSuccess(true)
                    .addOutputGroups(OutputGroup.newBuilder().setName("default").setFiles(2)))
            .build(),
        GetBuildResponse.newBuilder()
            .setTarget(Target.newBuilder().setLabel("//app:bad").setAborted("ANALYSIS_FAILURE: x"))
            .build());
    assertEquals(ExitCode.OK, cli.run("builds", "show", "8f0c"));
    assertEquals("8f0c", cli.daemon.request(GetBuildRequest.class).getInvocationId());
    assertTrue(cli.out().startsWith("Build 8f0c3f7a-0000-4000-8000-000000000001\n"), cli.out());
    assertTrue(cli.out().contains("built   //app:deploy  default 2\n"), cli.out());
    assertTrue(cli.out().contains("failed  //app:bad  ANALYSIS_FAILURE: x\n"), cli.out());
  }

  @Test
  void showAsJsonHasBuildAndTargets() {
    cli.daemon.answers(
        GetBuildResponse.newBuilder()
            .setTarget(
                Target.newBuilder()
                    .setLabel("//a")
                    .setSuccess(true)
                    .addOutputGroups(OutputGroup.newBuilder().setName("default").setFiles(2)))
            .build());
    cli.run("builds", "show", "--output=json", "8f0c");
    assertEquals(
        "{\"kind\":\"target\",\"label\":\"//a\",\"success\":true,\"output_groups\":[{\"name\":\"default\",\"files\":2,\"incomplete\":false}]}\n",
        cli.out());
  }

  @Test
  void forgetSaysWhatWasForgotten() {
    cli.daemon.answers(
        ForgetResponse.newBuilder().setInvocationId("8f0c3f7a").setOutputs(5).build());
    assertEquals(ExitCode.OK, cli.run("builds", "forget", "8f0c"));
    assertEquals("8f0c", cli.daemon.request(ForgetRequest.class).getInvocationId());
    assertEquals("Forgot build 8f0c3f7a; 5 paths are no longer known.\n", cli.out());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("builds", "forget"));
  }

  @Test
  void daemonStatusTellsOfTheRunningOne() {
    assertEquals(ExitCode.OK, cli.run("daemon", "status"));
    assertTrue(cli.out().contains("40 outputs of 3 builds"), cli.out());
  }

  @Test
  void daemonStatusStartsNone() {
    Path other = folder.resolve("other");
    assertEquals(ExitCode.OK, cli.run("daemon", "status", "--state_dir=" + other));
    assertTrue(cli.out().startsWith("No daemon listens on "), cli.out());
    assertEquals(ExitCode.OK, cli.run("daemon", "stop", "--state_dir=" + other));
    assertFalse(Files.exists(other));
  }

  @Test
  void aDaemonOfAnotherVersionIsWarnedOf() {
    cli.daemon.hasVersion("0.0.1").answers(listed(PROGRAM));
    assertEquals(ExitCode.OK, cli.run("ls"));
    assertTrue(cli.err().startsWith("bwob: warning: the daemon is bwob 0.0.1 and this is "));
  }

  @Test
  void aDaemonThatGoesAwayIsThisMachinesTrouble() {
    cli.daemon.failsAfter(
        com.google.rpc.Status.newBuilder().setCode(Code.UNAVAILABLE.value()).build());
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("ls"));
    assertTrue(cli.err().startsWith("bwob: The daemon stopped answering"), cli.err());
  }

  @Test
  void stackTracesAreForThoseWhoAsk() {
    cli.daemon.failsAfter(FakeDaemon.status(Code.INTERNAL, "BUG", "Oops."));
    assertEquals(ExitCode.BUG, cli.run("ls"));
    assertEquals("bwob: Oops.\n", cli.err());
    cli.daemon.failsAfter(FakeDaemon.status(Code.INTERNAL, "BUG", "Oops."));
    assertEquals(ExitCode.BUG, cli.run("ls", "--verbose_failures"));
    assertTrue(cli.err().contains("\tat "), cli.err());
  }
}
