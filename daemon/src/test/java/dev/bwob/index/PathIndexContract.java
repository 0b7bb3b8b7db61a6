package dev.bwob.index;

import static dev.bwob.index.Samples.OTHER_WORKSPACE;
import static dev.bwob.index.Samples.WORKSPACE;
import static dev.bwob.index.Samples.digest;
import static dev.bwob.index.Samples.file;
import static dev.bwob.index.Samples.finished;
import static dev.bwob.index.Samples.invocation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.protobuf.ByteString;
import dev.bwob.digest.DigestFunction;
import dev.bwob.output.ExecutableBit;
import dev.bwob.output.Invocation;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is at a path: the half of {@link IndexContract} about {@link OutputIndex}. */
public abstract class PathIndexContract {
  /** The index under test; the same for the whole of a test. */
  protected abstract OutputRecorder recorder();

  protected abstract OutputIndex outputs();

  protected abstract BuildIndex builds();

  /** Records a finished build with outputs that are in no set. */
  protected final void build(Invocation invocation, Output... outputs) {
    try (InvocationRecorder recorder = recorder().begin(invocation)) {
      for (Output output : outputs) {
        recorder.output(output);
      }
      recorder.finish(finished(invocation));
    }
  }

  protected final Optional<Output> at(String path) {
    return outputs().find(WORKSPACE, new OutputPath(path)).map(RecordedOutput::output);
  }

  protected final List<String> scan(String directory, Predicate<String> directories) {
    List<String> paths = new ArrayList<>();
    outputs()
        .scan(WORKSPACE, directory, directories, found -> paths.add(found.output().path().value()));
    return paths;
  }

  @Test
  void pathThatNobodyRecordedIsNotThere() {
    build(invocation("one", 0), file("bazel-out/a/x", "x"));

    assertEquals(Optional.empty(), at("bazel-out/a/y"));
    assertEquals(Optional.empty(), at("bazel-out/a"));
    assertEquals(Optional.empty(), at("bazel-out/a/x/y"));
    assertEquals(Optional.empty(), at("x"));
  }

  @Test
  void everyKindReadsBackAsItWasRecorded() {
    Origin origin = new Origin("//a:b", "CppLink", "5f2c");
    List<Output> outputs = new ArrayList<>();
    for (DigestFunction function : DigestFunction.values()) {
      for (ExecutableBit bit : ExecutableBit.values()) {
        var path = new OutputPath("bazel-out/" + function + "/" + bit);
        var digest = digest(function, path.value());
        String uri = "bytestream://cache/instance/with/slashes/blobs/" + digest;
        outputs.add(new FileOutput(path, Optional.of(digest), bit, uri, origin));
      }
    }
    var sha = Optional.of(digest(DigestFunction.SHA256, "s"));
    var none = new FileOutput(path("a/no_uri"), sha, ExecutableBit.SET, "", Origin.UNKNOWN);
    outputs.add(none);
    for (String uri :
        List.of(
            "",
            "file:///base/execroot/app/a/local%20file",
            "file:///base/execroot/app/a/u" + outputs.size(),
            "a/u",
            "bytestream://cache/blobs/" + digest(DigestFunction.SHA256, "another"))) {
      OutputPath path = path("a/u" + outputs.size());
      outputs.add(new FileOutput(path, Optional.empty(), ExecutableBit.CLEAR, uri, origin));
      outputs.add(new TreeOutput(path("t" + outputs.size()), sha, uri, Origin.UNKNOWN));
    }
    outputs.add(new TreeOutput(path("tree"), Optional.empty(), "", origin));
    outputs.add(new SymlinkOutput(path("link"), "../\n é/nowhere\0", new Origin("", "Ln", "")));
    outputs.add(new SymlinkOutput(path("empty_link"), "", Origin.UNKNOWN));
    byte[] bytes = {0, -1, 13, 10, 127};
    outputs.add(new InlineOutput(path("inline"), ByteString.copyFrom(bytes), origin));
    outputs.add(new InlineOutput(path("no_bytes"), ByteString.EMPTY, Origin.UNKNOWN));

    build(invocation("one", 0), outputs.toArray(Output[]::new));

    for (Output output : outputs) {
      assertEquals(Optional.of(output), at(output.path().value()));
    }
    assertEquals(outputs.size(), outputs().size());
  }

  private static OutputPath path(String value) {
    return new OutputPath(value);
  }

  @Test
  void laterBuildWins() {
    build(invocation("one", 0), file("a/x", "old"));
    build(invocation("two", 1), file("a/x", "new"));

    RecordedOutput found = outputs().find(WORKSPACE, path("a/x")).orElseThrow();
    assertEquals(file("a/x", "new"), found.output());
    assertEquals("two", found.invocationId());
    assertEquals(1, outputs().size());
  }

  @Test
  void oldLogAfterNewBuildDoesNotTurnTimeBack() {
    build(invocation("new", 1), file("a/x", "new"));
    build(invocation("old", 0), file("a/x", "old"), file("a/y", "old"));

    assertEquals(Optional.of(file("a/x", "new")), at("a/x"));
    assertEquals(Optional.of(file("a/y", "old")), at("a/y"));
    assertEquals(2, outputs().size());
  }

  @Test
  void ofBuildsThatStartedTogetherTheOneRecordedLaterWins() {
    build(invocation("b", 0), file("a/x", "first"));
    build(invocation("a", 0), file("a/x", "second"));

    assertEquals(Optional.of(file("a/x", "second")), at("a/x"));
  }

  @Test
  void lastRecordOfOneBuildWins() {
    build(invocation("one", 0), file("a/x", "1"), file("a/x", "2"), file("a/x", "3"));

    assertEquals(Optional.of(file("a/x", "3")), at("a/x"));
    assertEquals(1, outputs().size());
  }

  @Test
  void ordersTellWhichBuildIsLater() {
    build(invocation("two", 2), file("a/x", "x"), file("a/y", "y"));
    build(invocation("one", 1), file("a/z", "z"));

    long x = outputs().find(WORKSPACE, path("a/x")).orElseThrow().order();
    long y = outputs().find(WORKSPACE, path("a/y")).orElseThrow().order();
    long z = outputs().find(WORKSPACE, path("a/z")).orElseThrow().order();
    assertEquals(x, y);
    assertTrue(z < x);
  }

  @Test
  void fileThatBecomesTreeIsTree() {
    Output tree = new TreeOutput(path("a/x"), Optional.empty(), "", Origin.UNKNOWN);
    build(invocation("one", 0), file("a/x", "a file"));
    build(invocation("two", 1), tree, file("a/x/y", "in the tree"));

    assertEquals(Optional.of(tree), at("a/x"));
    assertEquals(Optional.of(file("a/x/y", "in the tree")), at("a/x/y"));
    assertEquals(List.of("a/x", "a/x/y"), scan("a/x", directory -> true));
  }

  @Test
  void namesMayHoldAnyCharacter() {
    List<String> names =
        List.of(
            "with space",
            "quote'\"`",
            "'; DROP TABLE output; --",
            "new\nline\r\t",
            "percent%20_*?[",
            "back\\slash",
            "é",
            "e\u0301",
            "日本語",
            "\uD83D\uDE00",
            "\u0001",
            "-dash",
            ".hidden",
            "x".repeat(3000));
    Output[] outputs =
        names.stream().map(name -> file(name + "/" + name, name)).toArray(Output[]::new);

    build(invocation("one", 0), outputs);

    for (String name : names) {
      String path = name + "/" + name;
      assertEquals(Optional.of(file(path, name)), at(path));
      assertEquals(List.of(path), scan(name, directory -> true));
    }
    assertEquals(names.size(), outputs().size());
  }

  @Test
  void workspacesAreApart() {
    build(invocation("one", 0), file("a/x", "1"));
    build(invocation("two", 1, OTHER_WORKSPACE), file("a/x", "2"));

    Workspace unknown = new Workspace("/src/app", "");
    assertEquals(Optional.of(file("a/x", "1")), at("a/x"));
    assertEquals(
        file("a/x", "2"), outputs().find(OTHER_WORKSPACE, path("a/x")).orElseThrow().output());
    assertEquals(Optional.empty(), outputs().find(unknown, path("a/x")));
    outputs().scan(unknown, "", directory -> true, found -> fail("found " + found));
    assertEquals(List.of("a/x"), scan("", directory -> true));
    assertEquals(2, outputs().size());
  }

  @Test
  void scanSeesWhatIsAtOrBelowTheDirectory() {
    build(
        invocation("one", 0),
        file("top", "1"),
        file("a/b", "2"),
        file("a/b/c", "3"),
        file("a/b/c/d", "4"),
        file("a/b-c/d", "5"),
        file("a/b0/d", "6"),
        file("a/bb", "7"),
        file("b/b/c", "8"));

    assertEquals(List.of("a/b", "a/b/c", "a/b/c/d"), scan("a/b", directory -> true));
    assertEquals(List.of("a/bb"), scan("a/bb", directory -> true));
    assertEquals(List.of(), scan("a/bbb", directory -> true));
    assertEquals(8, Set.copyOf(scan("", directory -> true)).size());
    assertEquals(8, scan("", directory -> true).size());
  }

  @Test
  void scanAsksBeforeItLooksIntoDirectory() {
    build(invocation("one", 0), file("top", "1"), file("a/x", "2"), file("a/b/x", "3"));
    Set<String> asked = new HashSet<>();

    List<String> found =
        scan(
            "",
            directory -> {
              asked.add(directory);
              return directory.equals("a/b");
            });

    assertEquals(List.of("a/b/x"), found);
    assertEquals(Set.of("", "a", "a/b"), asked);
  }

  @Test
  void scanOfManyFilesSeesEachOnceWithNamesInOrder() {
    Set<String> expected = new HashSet<>();
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      outputs.add(file("big/file%05d".formatted(i), "x"));
      outputs.add(file("many/dir%05d/f".formatted(i), "x"));
    }
    outputs.forEach(output -> expected.add(output.path().value()));
    build(invocation("one", 0), outputs.toArray(Output[]::new));

    List<String> all = scan("", directory -> true);
    assertEquals(expected.size(), all.size());
    assertEquals(expected, Set.copyOf(all));
    List<String> big = scan("big", directory -> true);
    assertEquals(big.stream().sorted().toList(), big);
    assertEquals(3000, big.size());
  }

  @Test
  void scanEndsWhenTheVisitorHasSeenEnough() {
    build(invocation("one", 0), file("a/x", "1"), file("a/y", "2"), file("b/x", "3"));
    List<RecordedOutput> seen = new ArrayList<>();

    outputs()
        .scan(
            WORKSPACE,
            "",
            directory -> true,
            found -> {
              seen.add(found);
              return seen.size() < 2;
            });

    assertEquals(2, seen.size());
  }

  @Test
  void visitorMayAskTheIndexAgain() {
    build(invocation("one", 0), file("a/x", "1"), file("a/y", "2"));
    List<String> seen = new ArrayList<>();

    outputs()
        .scan(
            WORKSPACE,
            "",
            directory -> true,
            outer -> {
              outputs()
                  .scan(
                      WORKSPACE,
                      "a",
                      directory -> true,
                      inner ->
                          seen.add(at(inner.output().path().value()).orElseThrow().toString()));
              return true;
            });

    assertEquals(4, seen.size());
  }

  @Test
  void forgettingTakesThePathsWhoseLatestRecordIsItsOwn() {
    build(invocation("one", 0), file("a/x", "1"), file("a/y", "1"));
    build(invocation("two", 1), file("a/y", "2"), file("a/z", "2"));

    assertEquals(OptionalLong.of(2), recorder().forget("two"));

    assertEquals(List.of("a/x"), scan("", directory -> true));
    assertEquals(1, outputs().size());
    assertEquals(OptionalLong.empty(), recorder().forget("two"));
    assertEquals(OptionalLong.of(1), recorder().forget("one"));
    assertEquals(0, outputs().size());
    assertEquals(List.of(), builds().workspaces());
  }

  @Test
  void whatWasFlushedIsSeenWhileTheBuildRuns() {
    try (InvocationRecorder recorder = recorder().begin(invocation("one", 0))) {
      recorder.output(file("a/x", "1"));
      recorder.flush();

      assertEquals(Optional.of(file("a/x", "1")), at("a/x"));
    }
  }
}
