package dev.bwob.fetch;

import static dev.bwob.fetch.Recording.file;
import static dev.bwob.fetch.Recording.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.index.InMemoryIndex;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionResolverTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String BIN = "bazel-out/k8-fastbuild/bin/";

  @TempDir private Path folder;
  private final InMemoryIndex index = new InMemoryIndex();
  private Path directory;
  private Path execRoot;
  private Workspace workspace;
  private Path here;

  @BeforeEach
  void recordABuild() throws IOException {
    directory = Files.createDirectories(folder.toRealPath().resolve("ws"));
    Files.createDirectories(directory.resolve("gen"));
    execRoot = Files.createDirectories(folder.toRealPath().resolve("base/execroot/ws"));
    workspace = new Workspace(directory.toString(), execRoot.toString());
    here = directory;
    try (Recording build = new Recording(index, workspace, "aaaa-1", START)) {
      build
          .target("//gen:one", output("gen/one.txt"))
          .target("//gen:gen", output("gen/all.txt"), output("gen/sub/two.txt"))
          .target("//gen/deep/er:x", output("gen/deep/er/x.h"))
          .target("//cc:hello", "c1", List.of("default", "extra"), output("cc/hello"))
          .target("@ext//:motto", output("external/ext/motto.txt"))
          .target("@@rules_x+//p:q", output("external/rules_x+/p/q"))
          .target("//:top", output("top.txt"))
          .target("//tree:site", output("tree/site/a.html"), output("tree/site/in/b c.html"))
          .output(tree(BIN + "tree/site"))
          .output(file("bazel-out/k8-opt/bin/gen/one.txt", digest("old opt")))
          .output(file("bazel-out/host/bin/cc/tool", digest("tool")))
          .output(file("bazel-out/k8-fastbuild/testlogs/t/test.log", digest("log")))
          .failed("//broken:b", "ANALYSIS_FAILURE: no such rule");
    }
  }

  private static Digest digest(String text) {
    return Digest.ofBytes(
        DigestFunction.SHA256, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static FileOutput output(String path) {
    return file(BIN + path, digest(path));
  }

  private List<String> select(String... patterns) throws RequestException {
    return select(new SelectionRequest(here, "", List.of(patterns), false, List.of()));
  }

  private List<String> select(SelectionRequest request) throws RequestException {
    List<String> paths = new ArrayList<>();
    for (var recorded :
        new SelectionResolver(index, index, new LocalDisk()).resolve(request).outputs()) {
      String path = recorded.output().path().value();
      paths.add(path.startsWith(BIN) ? path.substring(BIN.length()) : path);
    }
    return paths.stream().sorted().toList();
  }

  private RequestException refused(String pattern) {
    return assertThrows(RequestException.class, () -> select(pattern));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "//gen:one | gen/one.txt",
        "//gen | gen/all.txt gen/sub/two.txt",
        "//gen:all | gen/all.txt gen/one.txt gen/sub/two.txt",
        "//gen:* | gen/all.txt gen/one.txt gen/sub/two.txt",
        "//gen/... | gen/all.txt gen/deep/er/x.h gen/one.txt gen/sub/two.txt",
        "//gen/deep/...:all | gen/deep/er/x.h",
        "gen:one | gen/one.txt",
        "gen/deep/... | gen/deep/er/x.h",
        "//:top | top.txt",
        ":top | top.txt",
        "@//gen:one | gen/one.txt",
        "@@//gen:one | gen/one.txt",
        "@ext//:motto | external/ext/motto.txt",
        "@@ext//:motto | external/ext/motto.txt",
        "@ext//... | external/ext/motto.txt",
        "@rules_x//p:q | external/rules_x+/p/q",
        "@@rules_x+//... | external/rules_x+/p/q",
        "//tree:site | tree/site tree/site/a.html tree/site/in/b c.html",
        "bazel-out/k8-fastbuild/bin/gen/one.txt | gen/one.txt",
        "bazel-bin/gen/one.txt | gen/one.txt",
        "./bazel-bin/gen//one.txt | gen/one.txt",
        "bazel-bin/gen/sub/../one.txt | gen/one.txt",
        "bazel-bin/../bin/top.txt | top.txt",
        "bazel-ws/bazel-out/host/bin/cc/tool | bazel-out/host/bin/cc/tool",
        "bazel-testlogs/t | bazel-out/k8-fastbuild/testlogs/t/test.log",
        "bazel-bin/tree/site | tree/site tree/site/a.html tree/site/in/b c.html",
        "bazel-bin/tree/site/a.html | tree/site/a.html",
        "bazel-bin/gen/*.txt | gen/all.txt gen/one.txt",
        "bazel-bin/**/*.{h,html} | gen/deep/er/x.h tree/site/a.html tree/site/in/b c.html",
        "bazel-bin/t* | top.txt",
        "bazel-bin/tree/s* | tree/site tree/site/a.html tree/site/in/b c.html",
        "bazel-out/*/bin/cc/* | bazel-out/host/bin/cc/tool cc/hello",
        "gen/one | gen/one.txt",
        "gen/sub/two.txt | gen/sub/two.txt",
        "gen/*.txt | gen/all.txt gen/one.txt",
      })
  void patterns(String pattern, String expected) throws RequestException {
    assertEquals(expected, String.join(" ", select(pattern)));
  }

  @Test
  void everythingIsEachPathOnce() throws RequestException {
    assertEquals(14, select("//...", "@ext//...", "@rules_x//...", "bazel-out").size());
    assertEquals(9, select("//...").size());
  }

  @Test
  void patternsAreRelativeToTheFolderTheUserStandsIn() throws RequestException {
    here = directory.resolve("gen");
    assertEquals(List.of("gen/one.txt"), select(":one"));
    assertEquals(List.of("gen/one.txt"), select("one"));
    assertEquals(List.of("gen/deep/er/x.h"), select("deep/..."));
    assertEquals(List.of("gen/one.txt"), select("bazel-bin/gen/one.txt"));
    assertEquals(List.of("top.txt"), select("../bazel-bin/top.txt"));
    here = execRoot.resolve(BIN + "gen");
    assertEquals(List.of("gen/one.txt"), select("one.txt"));
    assertEquals(List.of("top.txt"), select("../top.txt"));
    assertEquals(List.of("gen/one.txt"), select(":one"));
    assertEquals(List.of("gen/all.txt", "gen/one.txt"), select("*.txt"));
  }

  @Test
  void absolutePathsBelowTheExecRootAndThroughLinksAreUnderstood() throws Exception {
    Files.createSymbolicLink(
        directory.resolve("bazel-bin"), execRoot.resolve("bazel-out/k8-opt/bin"));
    Files.createSymbolicLink(directory.resolve("my-bin"), execRoot.resolve(BIN));
    assertEquals(List.of("gen/one.txt"), select(execRoot + "/" + BIN + "gen/one.txt"));
    assertEquals(
        List.of("bazel-out/k8-opt/bin/gen/one.txt"), select(directory + "/bazel-bin/gen/one.txt"));
    assertEquals(List.of("bazel-out/k8-opt/bin/gen/one.txt"), select("bazel-bin/gen/*"));
    assertEquals(List.of("top.txt"), select("my-bin/top.txt"));
  }

  @Test
  void outputGroupsAreChosenAsInBazel() throws RequestException {
    assertEquals(List.of("cc/hello"), select(groups("//cc:hello", "extra")));
    assertEquals(List.of("cc/hello"), select(groups("//cc:hello", "+none")));
    RequestException e =
        assertThrows(RequestException.class, () -> select(groups("//cc:hello", "-default")));
    assertTrue(e.toString().contains("default, extra"), e.toString());
    assertEquals(
        RequestException.Kind.INVALID,
        assertThrows(RequestException.class, () -> select(groups("//cc:hello", "+"))).kind());
  }

  private SelectionRequest groups(String label, String... groups) {
    return new SelectionRequest(here, "", List.of(label), false, List.of(groups));
  }

  @Test
  void regularExpressionsAreSearchedInExecPaths() throws RequestException {
    assertEquals(
        List.of("gen/one.txt", "gen/sub/two.txt"),
        select(
            new SelectionRequest(
                here, "", List.of("fastbuild/bin/gen/.*(one|two)"), true, List.of())));
    RequestException e =
        assertThrows(
            RequestException.class,
            () -> select(new SelectionRequest(here, "", List.of("a(b"), true, List.of())));
    assertEquals(RequestException.Kind.INVALID, e.kind());
    assertTrue(e.toString().contains("a(b"), e.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "//a b//c",
        "//a:",
        "//a/../b:c",
        "//a/...:b",
        "bazel-out/../../x",
        "bazel-bin/../../../../x",
        "/etc/passwd",
        "../outside",
        "bazel-bin/[a",
        "bazel-bin/{a",
        "bazel-bin/a\0b",
        "//a:\0",
        "bazel-bin/*/../x",
        ".",
      })
  void patternThatCanMeanNothingIsInvalid(String pattern) {
    RequestException e = refused(pattern);
    assertEquals(RequestException.Kind.INVALID, e.kind(), e.toString());
    assertTrue(e.toString().endsWith("."), e.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bazel-bin/gen/onne.txt | bazel-out/k8-fastbuild/bin/gen/one.txt",
        "//gen:oen | //gen:one",
        "//gne:one | //gen:one",
        "bazel-out/k8-fastbuild/bin/gne | bazel-out/k8-fastbuild/bin/gen",
      })
  void nearestMatchIsNamed(String pattern, String nearest) {
    RequestException e = refused(pattern);
    assertEquals(RequestException.Kind.NOT_RECORDED, e.kind());
    assertTrue(e.toString().contains("'" + pattern + "'"), e.toString());
    assertTrue(e.toString().contains(nearest), e.toString());
  }

  @Test
  void targetThatWasNotBuiltSaysWhy() {
    assertTrue(refused("//broken:b").toString().contains("ANALYSIS_FAILURE: no such rule"));
  }

  @Test
  void workspaceWithoutARecordIsNamed() throws IOException {
    here = Files.createDirectories(folder.resolve("other"));
    RequestException e = refused("//a");
    assertEquals(RequestException.Kind.NOT_RECORDED, e.kind());
    assertTrue(e.toString().contains("bwob ingest"), e.toString());
    assertTrue(e.toString().contains(here.toString()), e.toString());
  }

  @Test
  void latestBuildOfATargetCounts() throws RequestException {
    try (Recording build = new Recording(index, workspace, "bbbb-2", START.plusSeconds(60))) {
      build.target("//gen:gen", output("gen/renamed.txt"));
    }
    try (Recording late = new Recording(index, workspace, "cccc-0", START.minusSeconds(60))) {
      late.target("//gen:gen", output("gen/ancient.txt"));
    }
    assertEquals(List.of("gen/renamed.txt"), select("//gen:gen"));
    assertEquals(
        List.of("gen/all.txt", "gen/sub/two.txt"),
        select(new SelectionRequest(here, "aaaa", List.of("//gen:gen"), false, List.of())));
    assertEquals(
        List.of("gen/ancient.txt"),
        select(new SelectionRequest(here, "cccc", List.of("bazel-bin/gen/*"), false, List.of())));
  }

  @Test
  void failedRebuildDoesNotHideWhatIsRecorded() throws RequestException {
    try (Recording build = new Recording(index, workspace, "bbbb-2", START.plusSeconds(60))) {
      build.failed("//gen:one", "NO_BUILD");
    }
    assertEquals(List.of("gen/one.txt"), select("//gen:one"));
  }

  @Test
  void contentIsWhatThePathHasNow() throws RequestException {
    Output fresh = file(BIN + "gen/one.txt", digest("fresh"));
    try (Recording build = new Recording(index, workspace, "bbbb-2", START.plusSeconds(60))) {
      build.output(fresh);
    }
    SelectionResolver resolver = new SelectionResolver(index, index, new LocalDisk());
    SelectionRequest now = new SelectionRequest(here, "", List.of("//gen:one"), false, List.of());
    assertEquals(fresh, resolver.resolve(now).outputs().getFirst().output());
    SelectionRequest then =
        new SelectionRequest(here, "aaaa-1", List.of("//gen:one"), false, List.of());
    assertEquals(output("gen/one.txt"), resolver.resolve(then).outputs().getFirst().output());
  }

  @Test
  void filesThatARebuiltTreeNoLongerHasAreNotSelected() throws RequestException {
    try (Recording build = new Recording(index, workspace, "bbbb-2", START.plusSeconds(60))) {
      build.target("//tree:site", output("tree/site/a.html")).output(tree(BIN + "tree/site"));
    }
    List<String> expected = List.of("tree/site", "tree/site/a.html");
    assertEquals(expected, select("bazel-bin/tree/site"));
    assertEquals(expected, select("bazel-bin/tree/**"));
    assertEquals(expected, select("//tree:site"));
  }

  @Test
  void invocationIsFoundFromAnywhereAndAmbiguousIdsAreRefused() throws Exception {
    try (Recording build = new Recording(index, workspace, "aaaa-2", START.plusSeconds(60))) {
      build.target("//x:y", output("x/y"));
    }
    here = Files.createDirectories(folder.resolve("other"));
    assertEquals(
        List.of("x/y"),
        select(new SelectionRequest(here, "aaaa-2", List.of("bazel-bin/x/y"), false, List.of())));
    RequestException e =
        assertThrows(
            RequestException.class,
            () -> select(new SelectionRequest(here, "aaaa", List.of("//x:y"), false, List.of())));
    assertTrue(e.toString().contains("aaaa-1") && e.toString().contains("aaaa-2"));
    assertEquals(
        RequestException.Kind.NOT_RECORDED,
        assertThrows(
                RequestException.class,
                () -> select(new SelectionRequest(here, "zz", List.of("//x"), false, List.of())))
            .kind());
  }

  @Test
  void ofSeveralOutputTreesTheLinkedOneIsMeant() throws Exception {
    Path other = Files.createDirectories(folder.toRealPath().resolve("base2/execroot/ws"));
    Workspace second = new Workspace(directory.toString(), other.toString());
    try (Recording build = new Recording(index, second, "bbbb", START.plusSeconds(60))) {
      build.output(output("only/second"));
    }
    assertEquals(List.of("only/second"), select("bazel-out"));
    Files.createSymbolicLink(directory.resolve("bazel-out"), execRoot.resolve("bazel-out"));
    assertEquals(List.of("gen/one.txt"), select("bazel-bin/gen/one.txt"));
    here = other;
    assertEquals(List.of("only/second"), select("bazel-out"));
  }

  @Test
  void visitorThatHasSeenEnoughEndsTheWalk() throws RequestException {
    List<String> seen = new ArrayList<>();
    new SelectionResolver(index, index, new LocalDisk())
        .visit(
            new SelectionRequest(here, "", List.of("bazel-out", "//nothing"), false, List.of()),
            (pattern, output) -> {
              seen.add(pattern);
              return seen.size() < 3;
            });
    assertEquals(List.of("bazel-out", "bazel-out", "bazel-out"), seen);
  }

  @Test
  void nameWithWildcardCharactersIsFoundAsItIs() throws RequestException {
    try (Recording build = new Recording(index, workspace, "bbbb-2", START.plusSeconds(60))) {
      build.output(output("odd/a[1].txt")).output(output("odd/a1.txt"));
    }
    assertEquals(List.of("odd/a[1].txt"), select("bazel-bin/odd/a[1].txt"));
    assertEquals(List.of("odd/a[1].txt"), select("bazel-bin/odd/a\\[*"));
  }
}
