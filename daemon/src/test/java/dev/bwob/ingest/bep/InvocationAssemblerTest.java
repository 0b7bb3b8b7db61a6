package dev.bwob.ingest.bep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.lib.buildeventstream.Aborted;
import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.File;
import com.google.devtools.build.lib.buildeventstream.OutputGroup;
import com.google.devtools.build.lib.buildeventstream.TargetComplete;
import com.google.protobuf.ByteString;
import dev.bwob.digest.DigestFunction;
import dev.bwob.ingest.IngestTally;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What events become, each kind and each way in which they can be wrong. */
class InvocationAssemblerTest {
  private static final String BIN = "bazel-out/k8-fastbuild/bin/";

  private static Output only(File file, String... flags) throws Exception {
    Events.Read read = Events.begun(flags).add(Events.set("0", List.of(file))).read();
    assertEquals(List.of(), read.summary().warnings());
    return read.recorded().sets.values().iterator().next().files().getFirst();
  }

  private static FileOutput onlyFile(File file, String... flags) throws Exception {
    return (FileOutput) only(file, flags);
  }

  @Test
  void filesAreToldApartByWhatTheyHold() throws Exception {
    assertEquals(BIN + "a", onlyFile(Events.blob("a")).path().value());
    assertEquals(
        "x\ny",
        ((InlineOutput) only(Events.file("b").setContents(ByteString.copyFromUtf8("x\ny")).build()))
            .contents()
            .toStringUtf8());
    assertEquals(
        "../c",
        ((SymlinkOutput) only(Events.file("l").setSymlinkTargetPath("../c").build())).target());
    assertTrue(onlyFile(Events.file("none").build()).digest().isEmpty());
    assertTrue(onlyFile(Events.file("local").setUri("file:///x/local").build()).digest().isEmpty());
  }

  @Test
  void digestComesFromFieldsOrUri() throws Exception {
    String hash = Events.HASH;
    assertEquals(
        hash + "/7",
        onlyFile(Events.file("a").setUri("file:///a").setDigest(hash).setLength(7).build())
            .digest()
            .orElseThrow()
            .toString());
    assertEquals(
        hash + "/7",
        onlyFile(Events.file("a").setUri("bytestream://h/in/blobs/st/blobs/" + hash + "/7").build())
            .digest()
            .orElseThrow()
            .toString());
    assertEquals(
        DigestFunction.BLAKE3,
        onlyFile(Events.file("a").setUri("bytestream://h/blobs/blake3/" + hash + "/7").build())
            .digest()
            .orElseThrow()
            .function());
    assertEquals(
        DigestFunction.BLAKE3,
        onlyFile(Events.file("a").setDigest(hash).setLength(7).build(), "digest_function=BLAKE3")
            .digest()
            .orElseThrow()
            .function());
    assertEquals(
        DigestFunction.SHA1,
        onlyFile(
                Events.blob("a").toBuilder()
                    .setUri("bytestream://h/blobs/" + "cd".repeat(20) + "/7")
                    .build(),
                "digest_function=BLAKE3")
            .digest()
            .orElseThrow()
            .function());
    String empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assertTrue(
        onlyFile(Events.file("a").setDigest(empty).build()).digest().orElseThrow().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytestream://h/blobs/zz/7",
        "bytestream://h/blobs/abab/7",
        "bytestream://h/blobs/%1$s/-7",
        "bytestream://h/blobs/%1$s/99999999999999999999",
        "bytestream://h/blobs/%1$s/",
        "bytestream://h/blobs/%1$s",
        "bytestream://h/%1$s/7",
        "bytestream://",
        "bytestream://h/blobs/gitsha1/%1$s/7",
        "bytestream://h/compressed-blobs/zstd/%1$s/7",
        "bytestream://h/blobs/sha1/%1$s/7"
      })
  void uriThatIsNoBlobLeavesTheFileWithoutADigest(String uri) throws Exception {
    File file = Events.file("a").setUri(uri.formatted(Events.HASH)).build();
    Events.Read read = Events.begun().add(Events.set("0", List.of(file))).read();
    FileOutput output = (FileOutput) read.recorded().at(BIN + "a");
    assertTrue(output.digest().isEmpty());
    assertTrue(
        read.onlyWarning().startsWith(BIN + "a is recorded without a digest: "),
        read.onlyWarning());
  }

  @Test
  void digestsThatDisagreeOrLackASizeAreNotBelieved() throws Exception {
    for (File file :
        List.of(
            Events.blob("a").toBuilder().setDigest("cd".repeat(32)).setLength(7).build(),
            Events.file("a").setDigest(Events.HASH).build(),
            Events.file("a").setDigest(Events.HASH).setLength(-1).build(),
            Events.file("a").setDigest("nonsense").setLength(1).build())) {
      Events.Read read = Events.begun().add(Events.set("0", List.of(file))).read();
      assertTrue(((FileOutput) read.recorded().at(BIN + "a")).digest().isEmpty());
      assertTrue(read.onlyWarning().contains("without a digest"), read.onlyWarning());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../../../../etc/passwd", "a/../../b", "/etc/passwd", "a\0b", "", "a//b", "a/."})
  void pathThatIsNoneIsLeftOutAndTheRestKept(String name) throws Exception {
    Events.Read read =
        Events.begun().add(Events.set("0", List.of(Events.blob(name), Events.blob("good")))).read();
    assertEquals(1, read.recorded().allOutputs().size());
    assertTrue(read.onlyWarning().startsWith("A file was left out: not an exec path"));
    assertFalse(read.onlyWarning().contains("\0"));
    assertEquals(1, read.summary().progress().outputs());
  }

  @Test
  void filesOfOtherRepositoriesAreWhereTheirUriSays() throws Exception {
    File source =
        File.newBuilder().setName("lib/x.jar").setUri("file:///base/external/r+/lib/x.jar").build();
    assertEquals("external/r+/lib/x.jar", onlyFile(source).path().value());
    File old = source.toBuilder().setName("external/r+/lib/x.jar").build();
    assertEquals("external/r+/lib/x.jar", onlyFile(old).path().value());
    File own = File.newBuilder().setName("lib/x").setUri("file:///src/main/lib/x").build();
    assertEquals("lib/x", onlyFile(own).path().value());
  }

  @Test
  void setsNestTenThousandDeep() throws Exception {
    Events events = Events.begun().add(Events.set("0", List.of(Events.blob("deep"))));
    for (int i = 1; i <= 10_000; i++) {
      events.add(Events.set("" + i, List.of(), "" + (i - 1)));
    }
    Events.Read read = events.add(Events.target("//a:b", "10000")).read();
    assertEquals(0, read.summary().warningCount());
    assertEquals(
        1, read.recorded().files(read.recorded().target("//a:b").groups().getFirst()).size());
  }

  @Test
  void setsThatNobodyToldAreLeftOutOfTheirUsers() throws Exception {
    Events.Read read =
        Events.begun()
            .add(Events.set("0", List.of(), "0", "7"))
            .add(Events.set("0", List.of(Events.blob("again"))))
            .add(Events.set("", List.of()))
            .add(Events.set("05", List.of(), "0"))
            .add(Events.set("18446744073709551616", List.of(), "05"))
            .add(Events.target("//a:b", "0", "99", "18446744073709551616"))
            .read();
    assertEquals(5, read.summary().warningCount());
    assertEquals(List.of(), read.recorded().sets.values().iterator().next().children());
    Target target = read.recorded().target("//a:b");
    assertEquals(List.of("0", "18446744073709551616"), target.groups().getFirst().setIds());
    assertTrue(target.groups().getFirst().incomplete());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "//", "//a:", "//a:b:c", "//a\0:b", "@", "//a//b:c"})
  void labelThatIsNoneIsLeftOut(String label) throws Exception {
    Events.Read read = Events.begun().add(Events.target(label)).add(Events.target("//a:b")).read();
    assertEquals(1, read.recorded().targets.size());
    assertTrue(read.onlyWarning().startsWith("A target was left out: not a label"));
  }

  @Test
  void labelsOfTheMainRepositoryAreWrittenOneWay() throws Exception {
    Events.Read read =
        Events.begun().add(Events.target("@@//a:b")).add(Events.target("@r//:c")).read();
    assertEquals(
        List.of("//a:b", "@r//:c"), read.recorded().targets.stream().map(Target::label).toList());
  }

  @Test
  void warningsAreBoundedAndCounted() throws Exception {
    Events events = Events.begun();
    for (int i = 0; i < 1_000; i++) {
      events.add(Events.target("x".repeat(10_000)));
    }
    Events.Read read = events.read();
    assertEquals(1_000, read.summary().warningCount());
    assertEquals(IngestTally.KEPT_WARNINGS, read.summary().warnings().size());
    assertTrue(read.summary().warnings().getFirst().length() < 1_100);
  }

  @Test
  void inlineFilesBecomeASetOfTheirOwn() throws Exception {
    OutputGroup.Builder inline =
        OutputGroup.newBuilder().setName("docs").addInlineFiles(Events.blob("a.md"));
    Events.Read read =
        Events.begun()
            .add(Events.target("//a:b", TargetComplete.newBuilder().addOutputGroup(inline)))
            .read();
    var group = read.recorded().target("//a:b").groups().getFirst();
    assertEquals(BIN + "a.md", read.recorded().files(group).getFirst().path().value());
  }

  @Test
  void treesAreRecordedWithTheirTarget() throws Exception {
    Events.Read read =
        Events.begun()
            .add(
                Events.target(
                    "//a:tree",
                    TargetComplete.newBuilder()
                        .addDirectoryOutput(Events.file("tree").setDigest(Events.HASH))
                        .addDirectoryOutput(Events.file("other").setUri("file:///other"))))
            .read();
    assertEquals(
        new Output.TreeOutput(
            new dev.bwob.path.OutputPath(BIN + "other"),
            java.util.Optional.empty(),
            "file:///other",
            new Origin("//a:tree", "", Events.CONFIGURATION)),
        read.recorded().outputs.getLast());
    assertEquals(2, read.recorded().outputs.size());
  }

  @Test
  void publishedActionIsAnOutputWithItsMnemonic() throws Exception {
    String path = latin1("bazel-out/k8-fastbuild/bin/ç.o");
    Events.Read read =
        Events.begun().add(action(path, true)).add(action("bazel-out/failed.o", false)).read();
    FileOutput output = (FileOutput) read.recorded().outputs.getFirst();
    assertEquals("bazel-out/k8-fastbuild/bin/ç.o", output.path().value());
    assertEquals(new Origin("//a:b", "CppCompile", Events.CONFIGURATION), output.origin());
    assertEquals(7, output.digest().orElseThrow().size());
    assertEquals(1, read.recorded().outputs.size());
  }

  private static BuildEvent action(String path, boolean success) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event
        .getIdBuilder()
        .getActionCompletedBuilder()
        .setPrimaryOutput(path)
        .setLabel("//a:b")
        .setConfiguration(Events.configuration());
    event.getActionBuilder().setSuccess(success).setType("CppCompile");
    event
        .getActionBuilder()
        .getPrimaryOutputBuilder()
        .setUri("bytestream://cache:80/blobs/" + Events.HASH + "/7");
    return event.build();
  }

  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Test
  void abortedTargetSaysWhy() throws Exception {
    Events.Read read =
        Events.begun()
            .add(
                aborted(
                    "//a:skipped",
                    Aborted.newBuilder()
                        .setReason(Aborted.AbortReason.SKIPPED)
                        .setDescription("not here")))
            .add(aborted("//a:unknown", Aborted.newBuilder().setReasonValue(77)))
            .read();
    Target skipped = read.recorded().target("//a:skipped");
    assertEquals("SKIPPED: not here", skipped.aborted());
    assertFalse(skipped.success());
    assertEquals("REASON_77", read.recorded().target("//a:unknown").aborted());
  }

  private static BuildEvent aborted(String label, Aborted.Builder aborted) {
    return BuildEvent.newBuilder().setId(Events.targetId(label)).setAborted(aborted).build();
  }

  @Test
  void unknownKindsOfEventsAndValuesPassBy() throws Exception {
    byte[] json =
        (new String(Events.begun().json(), StandardCharsets.UTF_8)
                + "{\"id\":{\"somethingNew\":{\"a\":1}},\"somethingNew\":{\"b\":[{}]}}\n"
                + "{\"id\":{\"targetCompleted\":{\"label\":\"//a:b\"}},\"aborted\":{\"reason\":\"WEATHER\"}}\n"
                + "{\"id\":{\"testResult\":{\"label\":\"//a:t\"}},\"testResult\":{\"status\":\"TIRED\"}}\n"
                + "{\"id\":{\"buildMetrics\":{}},\"buildMetrics\":{\"x\":1},\"lastMessage\":true}\n")
            .getBytes(StandardCharsets.UTF_8);
    Events.Read read = Events.read(json);
    assertEquals(List.of(), read.summary().warnings());
    assertEquals(1, read.summary().unknownEvents());
    assertEquals("UNKNOWN", read.recorded().target("//a:b").aborted());
    assertTrue(read.summary().cut().isEmpty());
  }

  @Test
  void remoteSettingsComeFromTheCanonicalFlags() throws Exception {
    Events.Read read =
        Events.begun(
                "remote_executor=grpc://exec:1",
                "remote_instance_name=main",
                "disk_cache=~/cache",
                "remote_header=authorization=secret",
                "remote_bytestream_uri_prefix=prefix/x")
            .read();
    assertEquals(
        new RemoteSettings("grpc://exec:1", "main", "~/cache", "", "prefix/x"),
        read.recorded().begun.remote());
    assertFalse(read.recorded().ended.orElseThrow().toString().contains("secret"));
  }

  @Test
  void optionsParsedTellWhatTheCanonicalLineDoesNot() throws Exception {
    BuildEvent.Builder options = BuildEvent.newBuilder();
    options.getIdBuilder().getOptionsParsedBuilder();
    options
        .getOptionsParsedBuilder()
        .addStartupOptions("--host_jvm_args=-Dbazel.DigestFunction=SHA1")
        .addCmdLine("--remote_cache=grpc://old:1")
        .addCmdLine("--disk_cache=/d")
        .addCmdLine("--keep_going");
    Events.Read read = Events.begun("remote_cache=grpc://new:1").add(options.build()).read();
    assertEquals(
        new RemoteSettings("grpc://new:1", "", "/d", "SHA1", ""),
        read.recorded().ended.orElseThrow().remote());
  }

  @Test
  void buildThatEndsBeforeItsExecRootIsKnownIsRecorded() throws Exception {
    Events.Read read = new Events().add(Events.started("id-1")).read();
    assertEquals("", read.recorded().begun.workspace().execRoot());
    assertEquals("/src/main", read.recorded().begun.workspace().directory());
  }

  @Test
  void execRootThatIsNotToldIsReadOffFileUris() throws Exception {
    File file = Events.file("a b").setUri("file:///ob/execroot/main/" + BIN + "a%20b").build();
    Events.Read read =
        new Events().add(Events.started("id-1")).add(Events.set("0", List.of(file))).read();
    assertEquals("/ob/execroot/main", read.recorded().begun.workspace().execRoot());
  }

  @ParameterizedTest
  @CsvSource({
    "//p/q:t,1,1,testlogs/p/q/t/",
    "//:t,1,1,testlogs/t/",
    "@@r+//p:t,1,1,testlogs/external/r+/p/t/",
    "@r//:dir/t,1,1,testlogs/external/r/dir/t/",
    "//p:t,3,1,testlogs/p/t/run_2_of_3/",
    "//p:t,1,4,testlogs/p/t/shard_1_of_4/",
    "//p:t,3,4,testlogs/p/t/shard_1_of_4_run_2_of_3/"
  })
  void testOutputsAreBelowTheTestsFolder(String label, int runs, int shards, String folder)
      throws Exception {
    Events.Read read =
        test(label, runs, shards)
            .add(result(label, Math.min(2, runs), 1, 1, "test.log", "test.outputs__outputs.zip"))
            .read();
    assertEquals(List.of(), read.summary().warnings());
    assertEquals(
        List.of(
            "bazel-out/k8-fastbuild/" + folder + "test.log",
            "bazel-out/k8-fastbuild/" + folder + "test.outputs/outputs.zip"),
        read.recorded().outputs.stream().map(output -> output.path().value()).toList());
  }

  @Test
  void earlierAttemptsHaveFilesOfTheirOwn() throws Exception {
    BuildEvent.Builder first =
        result("//p:t", 1, 1, 1, "test.log", "test.xml", "test.outputs__outputs.zip").toBuilder();
    first.addChildren(result("//p:t", 1, 1, 2).getId());
    Events.Read read =
        test("//p:t", 1, 1).add(first.build()).add(result("//p:t", 1, 1, 2, "test.log")).read();
    String folder = "bazel-out/k8-fastbuild/testlogs/p/t/";
    assertEquals(
        List.of(
            folder + "test_attempts/attempt_1.log",
            folder + "test_attempts/attempt_1.xml",
            folder + "test.log"),
        read.recorded().outputs.stream().map(output -> output.path().value()).toList());
    assertTrue(read.onlyWarning().contains("'test.outputs__outputs.zip' of the test //p:t"));
  }

  @Test
  void testOutputOnDiskIsWhereItsUriSays() throws Exception {
    BuildEvent.Builder result = result("//p:t", 1, 1, 1).toBuilder();
    result
        .getTestResultBuilder()
        .addTestActionOutput(
            File.newBuilder()
                .setName("test.log")
                .setUri("file://" + Events.EXEC_ROOT + "/bazel-out/x/testlogs/p/t/test.log"))
        .addTestActionOutput(
            File.newBuilder()
                .setName("test.xml")
                .setUri("file://" + Events.EXEC_ROOT + "/bazel-out/../../../etc/passwd"));
    Events.Read read = Events.begun().add(result.build()).read();
    assertEquals(
        "bazel-out/x/testlogs/p/t/test.log", read.recorded().outputs.getFirst().path().value());
    assertTrue(read.onlyWarning().startsWith("A file was left out: not an exec path"));
  }

  @Test
  void testThatNobodyAnnouncedHasNoPlace() throws Exception {
    Events.Read read = Events.begun().add(result("//p:t", 1, 1, 1, "test.log")).read();
    assertEquals(List.of(), read.recorded().outputs);
    assertTrue(read.onlyWarning().contains("nothing tells where it is"));
  }

  private static Events test(String label, int runs, int shards) {
    BuildEvent.Builder completed = Events.target(label, "0").toBuilder();
    for (int run = 1; run <= runs; run++) {
      for (int shard = 1; shard <= shards; shard++) {
        completed.addChildren(result(label, run, shard, 1).getId());
      }
    }
    return Events.begun().add(Events.set("0", List.of(Events.blob("t")))).add(completed.build());
  }

  private static BuildEvent result(String label, int run, int shard, int attempt, String... names) {
    BuildEvent.Builder event = BuildEvent.newBuilder();
    event
        .getIdBuilder()
        .getTestResultBuilder()
        .setLabel(label)
        .setConfiguration(Events.configuration())
        .setRun(run)
        .setShard(shard)
        .setAttempt(attempt);
    event.getTestResultBuilder();
    for (String name : names) {
      event
          .getTestResultBuilder()
          .addTestActionOutputBuilder()
          .setName(name)
          .setUri("bytestream://cache:80/blobs/" + Events.HASH + "/7");
    }
    return event.build();
  }
}
