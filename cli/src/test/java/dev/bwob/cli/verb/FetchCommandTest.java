package dev.bwob.cli.verb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cli.CliFixture;
import dev.bwob.cli.FakeDaemon;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.process.Terminal;
import dev.bwob.v1.Digest;
import dev.bwob.v1.FetchProgress;
import dev.bwob.v1.FetchRequest;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.FetchSummary;
import dev.bwob.v1.Outcome;
import dev.bwob.v1.Output;
import dev.bwob.v1.OutputResult;
import dev.bwob.v1.PlanTotals;
import dev.bwob.v1.PlannedAction;
import dev.bwob.v1.PlannedOutput;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchCommandTest {
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

  private static FetchResponse plan(long outputs) {
    return FetchResponse.newBuilder()
        .setPlan(PlanTotals.newBuilder().setOutputs(outputs).setBlobs(outputs).setBlobBytes(4000))
        .build();
  }

  private static FetchResponse fetched(String path, long bytes) {
    return FetchResponse.newBuilder()
        .setResult(
            OutputResult.newBuilder()
                .setPath(path)
                .setOutcome(Outcome.OUTCOME_FETCHED)
                .setBytes(bytes)
                .setLocalPath("/base/execroot/ws/" + path))
        .build();
  }

  private static FetchResponse bad(String path, Outcome outcome, com.google.rpc.Status status) {
    return FetchResponse.newBuilder()
        .setResult(OutputResult.newBuilder().setPath(path).setOutcome(outcome).setStatus(status))
        .build();
  }

  private static FetchResponse summary(FetchSummary.Builder summary) {
    return FetchResponse.newBuilder().setSummary(summary).build();
  }

  private static FetchSummary.Builder counts(long fetched, long upToDate, long kept, long failed) {
    return FetchSummary.newBuilder()
        .setFetched(fetched)
        .setUpToDate(upToDate)
        .setKept(kept)
        .setFailed(failed)
        .setRoot("/base/execroot/ws");
  }

  @Test
  void flagsLeftOutAskForNothingSpecial() {
    cli.daemon.answers(plan(0), summary(counts(0, 0, 0, 0)));

    assertEquals(ExitCode.OK, cli.run("fetch", "//a:b", "bazel-bin/x"));

    FetchRequest request = cli.daemon.request(FetchRequest.class);
    assertEquals(List.of("//a:b", "bazel-bin/x"), request.getSelection().getPatternsList());
    assertEquals(cli.workspace.toString(), request.getSelection().getWorkingDirectory());
    assertEquals("", request.getSelection().getInvocationId());
    assertEquals("", request.getTo());
    assertFalse(request.getOverwrite());
    assertFalse(request.getDryRun());
    assertFalse(request.getSelection().getRegex());
    assertTrue(request.getOnlyProblems());
    assertEquals(0, request.getRemote().getSerializedSize());
  }

  @Test
  void everyFlagReachesTheDaemon() {
    cli.daemon.answers(plan(0), summary(counts(0, 0, 0, 0)));

    ExitCode code =
        cli.run(
            "fetch",
            "--to=out",
            "--output_groups=a,+b",
            "--output_groups=-c",
            "--regex",
            "--invocation=abcd",
            "--overwrite",
            "--remote_cache=grpc://h:1",
            "--remote_instance_name=main",
            "--remote_header=x-a=1,2",
            "--remote_header",
            "x-b=3",
            "--disk_cache=~/cache",
            "--tls_certificate=/ca.pem",
            "--tls_client_certificate=client.pem",
            "--tls_client_key=/key.pem",
            "--only_these_sources",
            "\\.h$");

    assertEquals(ExitCode.OK, code, cli.err());
    FetchRequest request = cli.daemon.request(FetchRequest.class);
    assertEquals(cli.workspace.resolve("out").toString(), request.getTo());
    assertEquals(List.of("a", "+b", "-c"), request.getSelection().getOutputGroupsList());
    assertTrue(request.getSelection().getRegex());
    assertEquals("abcd", request.getSelection().getInvocationId());
    assertTrue(request.getOverwrite());
    assertEquals("grpc://h:1", request.getRemote().getRemoteCache());
    assertEquals("main", request.getRemote().getInstanceName());
    assertEquals(List.of("x-a=1,2", "x-b=3"), request.getRemote().getHeadersList());
    assertEquals(cli.home.resolve("cache").toString(), request.getRemote().getDiskCache());
    assertEquals("/ca.pem", request.getRemote().getTlsCertificate());
    assertEquals(
        cli.workspace.resolve("client.pem").toString(),
        request.getRemote().getTlsClientCertificate());
    assertEquals("/key.pem", request.getRemote().getTlsClientKey());
    assertTrue(request.getRemote().getOnlyThese());
  }

  @Test
  void ofABooleanFlagGivenTwiceTheLastCounts() {
    cli.daemon.answers(plan(0), summary(counts(0, 0, 0, 0)));
    cli.run("fetch", "--overwrite", "--nooverwrite", "--regex=no", "--dry_run=true", "//a");

    FetchRequest request = cli.daemon.request(FetchRequest.class);
    assertFalse(request.getOverwrite());
    assertFalse(request.getSelection().getRegex());
    assertTrue(request.getDryRun());
  }

  @Test
  void aNameWithALeadingDashComesAfterTwoDashes() {
    cli.daemon.answers(plan(0), summary(counts(0, 0, 0, 0)));

    assertEquals(ExitCode.OK, cli.run("fetch", "--", "-odd", "--to=x", "@repo//a"), cli.err());

    assertEquals(
        List.of("-odd", "--to=x", "@repo//a"),
        cli.daemon.request(FetchRequest.class).getSelection().getPatternsList());
  }

  @Test
  void patternsThatTakeAwayAreRefused() {
    assertEquals(ExitCode.COMMAND_LINE, cli.run("fetch", "//a/...", "--", "-//a:b"));
    assertTrue(cli.err().startsWith("bwob: Patterns that take away, such as '-//a:b',"), cli.err());
    assertEquals(List.of(), cli.daemon.requests());
  }

  @Test
  void aFetchOfNothingIsRefused() {
    assertEquals(ExitCode.COMMAND_LINE, cli.run("fetch"));
    assertTrue(cli.err().startsWith("bwob: Nothing to fetch was named."), cli.err());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("fetch", ""));
    assertTrue(cli.err().startsWith("bwob: A pattern is empty."), cli.err());
  }

  @Test
  void inAPipeOnlyTheSummaryIsSaid() {
    cli.daemon.answers(
        plan(2),
        FetchResponse.newBuilder()
            .setProgress(FetchProgress.newBuilder().setOutputsDone(1))
            .build(),
        fetched("bazel-out/a", 1500),
        fetched("bazel-out/b", 2500),
        summary(counts(2, 1, 0, 0).setBytes(4000)));

    assertEquals(ExitCode.OK, cli.run("fetch", "//a"));

    assertEquals("", cli.out());
    assertTrue(
        cli.err()
            .matches(
                "bwob: fetched 2 outputs \\(4.0 KB\\), 1 up to date in [0-9.]+ s, below"
                    + " /base/execroot/ws\\.\n"),
        cli.err());
  }

  @Test
  void onATerminalProgressIsDrawnAndTakenAway() {
    cli.terminal = new Terminal(true, true, () -> 40);
    cli.daemon.answers(
        plan(2),
        FetchResponse.newBuilder()
            .setProgress(
                FetchProgress.newBuilder()
                    .setOutputsDone(1)
                    .setBytesDone(1500)
                    .setSlowestMillis(12_000)
                    .setSlowestPath("bazel-out/k8-fastbuild/bin/a/very/long/path/to/large.bin"))
            .build(),
        summary(counts(2, 0, 0, 0)));

    cli.run("fetch", "//a");

    assertTrue(cli.err().startsWith("\r\u001b[K1 of 2 outputs, 1.5 KB"), cli.err());
    assertTrue(cli.err().contains("large.bin\r\u001b[Kbwob: fetched"), cli.err());
  }

  @Test
  void keptAndFailedOutputsAreNamedAndMakeItPartial() {
    cli.daemon.answers(
        plan(3),
        fetched("bazel-out/a", 10),
        bad(
            "bazel-out/b",
            Outcome.OUTCOME_KEPT,
            FakeDaemon.status(Code.FAILED_PRECONDITION, "IN_THE_WAY", "It is yours.")),
        bad(
            "bazel-out/c",
            Outcome.OUTCOME_FAILED,
            FakeDaemon.status(Code.DATA_LOSS, "CORRUPT", "Wrong bytes.")),
        summary(counts(1, 0, 1, 1).setBytes(10)));

    assertEquals(ExitCode.PARTIAL, cli.run("fetch", "//a"));

    assertTrue(cli.err().contains("bwob: kept: bazel-out/b: It is yours.\n"), cli.err());
    assertTrue(cli.err().contains("bwob: failed: bazel-out/c: Wrong bytes.\n"), cli.err());
    assertTrue(cli.err().contains("fetched 1 output (10 B), 1 kept, 1 failed"), cli.err());
  }

  @Test
  void failuresThatAreAllEvictionsHaveTheirOwnCode() {
    var gone = FakeDaemon.status(Code.FAILED_PRECONDITION, "EVICTED", "Gone. Rebuild //a.");
    cli.daemon.answers(
        plan(1),
        bad("bazel-out/a", Outcome.OUTCOME_FAILED, gone),
        summary(counts(0, 0, 0, 1).setAllFailuresEvicted(true).setStatus(gone)));

    assertEquals(ExitCode.EVICTED, cli.run("fetch", "//a"));
  }

  @Test
  void whenEverythingFailedTheCodeSaysWhy() {
    var down = FakeDaemon.status(Code.UNAVAILABLE, "REMOTE_UNAVAILABLE", "grpc://h is down.");
    cli.daemon.answers(
        plan(1),
        bad("bazel-out/a", Outcome.OUTCOME_FAILED, down),
        summary(counts(0, 0, 0, 1).setStatus(down)));

    assertEquals(ExitCode.REMOTE, cli.run("fetch", "//a"));
  }

  @Test
  void jsonHasOneObjectPerEvent() {
    cli.daemon.answers(
        plan(2),
        fetched("bazel-out/a", 10),
        bad(
            "bazel-out/c",
            Outcome.OUTCOME_FAILED,
            FakeDaemon.status(Code.DATA_LOSS, "CORRUPT", "Wrong bytes.")),
        summary(counts(1, 0, 0, 1).setBytes(10)));

    assertEquals(ExitCode.PARTIAL, cli.run("fetch", "--output=json", "//a"));

    assertEquals(
        """
        {"kind":"plan","outputs":2,"blobs":2,"blob_bytes":4000,"to_check":0,"impossible":0}
        {"kind":"result","path":"bazel-out/a","outcome":"fetched","bytes":10,"local_path":"/base/execroot/ws/bazel-out/a"}
        {"kind":"result","path":"bazel-out/c","outcome":"failed","bytes":0,"reason":"CORRUPT","message":"Wrong bytes."}
        {"kind":"summary","fetched":1,"up_to_date":0,"kept":0,"failed":1,"bytes":10,"all_failures_evicted":false,"root":"/base/execroot/ws","exit_code":1}
        """,
        cli.out());
    assertEquals("", cli.err());
    assertFalse(cli.daemon.request(FetchRequest.class).getOnlyProblems());
  }

  @Test
  void aMessageThatNamesThePathIsNotLedByIt() {
    cli.daemon.answers(
        plan(1),
        bad(
            "bazel-out/b",
            Outcome.OUTCOME_KEPT,
            FakeDaemon.status(
                Code.FAILED_PRECONDITION, "IN_THE_WAY", "/base/bazel-out/b is a folder.")),
        summary(counts(0, 0, 1, 0)));

    cli.run("fetch", "//a");

    assertTrue(cli.err().startsWith("bwob: kept: /base/bazel-out/b is a folder.\n"), cli.err());
  }

  @Test
  void ofManyProblemsTheFirstAreNamed() {
    List<FetchResponse> answers = new ArrayList<>(List.of(plan(25)));
    for (int i = 0; i < 25; i++) {
      answers.add(
          bad(
              "bazel-out/" + i,
              Outcome.OUTCOME_FAILED,
              FakeDaemon.status(Code.DATA_LOSS, "CORRUPT", "Wrong bytes.")));
    }
    answers.add(summary(counts(0, 0, 0, 25)));
    cli.daemon.answers(answers.toArray(FetchResponse[]::new));

    assertEquals(ExitCode.PARTIAL, cli.run("fetch", "//a"));

    assertTrue(cli.err().contains("bazel-out/19:"), cli.err());
    assertFalse(cli.err().contains("bazel-out/20:"), cli.err());
    assertTrue(
        cli.err().contains("bwob: and 5 more that failed or were kept; --output=json lists all.\n"),
        cli.err());
  }

  @Test
  void outputsThatNobodyCanFetchAreNoFailureOfAnything() {
    var unknown = FakeDaemon.status(Code.FAILED_PRECONDITION, "NOT_FETCHABLE", "No digest.");
    cli.daemon.answers(
        plan(1),
        bad("bazel-out/a", Outcome.OUTCOME_FAILED, unknown),
        summary(counts(0, 0, 0, 1).setStatus(unknown)));

    assertEquals(ExitCode.PARTIAL, cli.run("fetch", "//a"));
  }

  @Test
  void aDryRunSaysWhatWouldBeKept() {
    cli.daemon.answers(
        FetchResponse.newBuilder()
            .setPlanned(
                PlannedOutput.newBuilder()
                    .setAction(PlannedAction.PLANNED_ACTION_KEEP)
                    .setReason("a folder is there")
                    .setOutput(Output.newBuilder().setPath("bazel-out/a")))
            .build(),
        plan(1));

    assertEquals(ExitCode.OK, cli.run("fetch", "--dry_run", "//a"));

    assertTrue(cli.out().startsWith("keep "), cli.out());
    assertTrue(cli.out().endsWith("  bazel-out/a  (a folder is there)\n"), cli.out());
  }

  @Test
  void aDryRunPrintsThePlan() {
    cli.daemon.answers(
        FetchResponse.newBuilder()
            .setPlanned(
                PlannedOutput.newBuilder()
                    .setAction(PlannedAction.PLANNED_ACTION_FETCH)
                    .setOutput(
                        Output.newBuilder()
                            .setPath("bazel-out/a")
                            .setFile(
                                Output.File.newBuilder()
                                    .setDigest(
                                        Digest.newBuilder().setHash("00").setSizeBytes(4000)))))
            .build(),
        plan(1));

    assertEquals(ExitCode.OK, cli.run("fetch", "--dry_run", "//a"));

    assertEquals("fetch           4.0 KB  bazel-out/a\n", cli.out());
    assertTrue(cli.err().contains("1 output: 1 blob to fetch (4.0 KB)"), cli.err());
  }

  @Test
  void ctrlCCancelsTheCallAndTellsWhatWasDone() throws InterruptedException {
    cli.daemon.hangsAfter(
        cli.interruption::interrupt,
        plan(7),
        fetched("bazel-out/a", 10),
        fetched("bazel-out/b", 1));

    assertEquals(ExitCode.INTERRUPTED, cli.run("fetch", "//a"));

    assertTrue(cli.daemon.awaitCancelled());
    assertTrue(cli.err().endsWith("bwob: Interrupted.\n"), cli.err());
  }

  @Test
  void aBrokenFetchTellsWhatWasDoneBefore() {
    cli.daemon.failsAfter(
        FakeDaemon.status(Code.RESOURCE_EXHAUSTED, "LOCAL_DISK", "The disk is full."),
        plan(7),
        FetchResponse.newBuilder()
            .setProgress(FetchProgress.newBuilder().setOutputsDone(1).setBytesDone(10))
            .build());

    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("fetch", "//a"));

    assertEquals(
        """
        bwob: the fetch ended early: 1 of 7 outputs done (10 B). Each file that came is whole.
        bwob: The disk is full.
        """,
        cli.err());
  }
}
