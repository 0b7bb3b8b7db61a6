package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.remotecache.PassedResult;
import dev.bwob.remotecache.ResultListener;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bazel 4.2.3 with bwob as its remote cache, in every download mode. */
final class RemoteCacheIT {
  private static final Pattern HITS = Pattern.compile("(\\d+) remote cache hit");
  private static final Pattern RUN_HERE = Pattern.compile("(\\d+) (?:local|[a-z]+-sandbox|worker)");
  private static final List<String> BINARIES = List.of("host/bin", "k8-fastbuild/bin");

  @TempDir private static Path folder;
  private static final Queue<PassedResult> passed = new ConcurrentLinkedQueue<>();
  private static Path workspace;
  private static EmbeddedCache cache;
  private static OutputTree truth;

  @BeforeAll
  static void fill() {
    RealComponent.require(RealComponent.BAZEL, RealComponent.CPP_COMPILER);
    workspace = RealBazel.copyWorkspace(folder.resolve("workspace"));
    try (EmbeddedCache first = EmbeddedCache.start(folder.resolve("cache"), ResultListener.NONE);
        RealBazel bazel = RealBazel.in(workspace, scratch())) {
      RealBazel.Outcome cold = bazel.build("//...", first.flag());
      assertFalse(HITS.matcher(cold.output()).find(), cold.output());
      truth = bazel.outputTree().only(BINARIES);
    }
    // What was acknowledged outlives the store's process.
    cache = EmbeddedCache.start(folder.resolve("cache"), passed::add);
  }

  @AfterAll
  static void stop() {
    if (cache != null) {
      cache.close();
    }
  }

  /** The same for each fresh output base: runfiles manifests hold its absolute path. */
  private static Path scratch() {
    return folder.resolve("bazel");
  }

  private static int hits(RealBazel.Outcome outcome) {
    assertEquals(0, runHere(outcome), outcome.output());
    Matcher hits = HITS.matcher(outcome.output());
    assertTrue(hits.find(), outcome.output());
    return Integer.parseInt(hits.group(1));
  }

  private static int runHere(RealBazel.Outcome outcome) {
    return RUN_HERE
        .matcher(outcome.output())
        .results()
        .mapToInt(result -> Integer.parseInt(result.group(1)))
        .sum();
  }

  @Test
  void everyActionIsAHitWhenAllIsDownloaded() {
    try (RealBazel bazel = RealBazel.in(workspace, scratch())) {
      assertTrue(hits(bazel.build("//...", cache.flag())) > 10);
      assertEquals(truth.toString(), bazel.outputTree().only(BINARIES).toString());
    }
  }

  @Test
  void everyActionIsAHitWhenLittleIsDownloaded() {
    passed.clear();
    try (RealBazel bazel = RealBazel.in(workspace, scratch())) {
      RealBazel.Outcome outcome = bazel.build("//...", cache.flag(), "--remote_download_minimal");
      // This Bazel itself runs what makes symlinks, in this mode only, and says so.
      int unsupported =
          outcome.output().split("Symlinks in action outputs are not yet supported", -1).length - 1;
      assertEquals(unsupported, runHere(outcome), outcome.output());
      Matcher hits = HITS.matcher(outcome.output());
      assertTrue(hits.find(), outcome.output());
      assertTrue(passed.size() >= Integer.parseInt(hits.group(1)), () -> passed.size() + " passed");
      assertTrue(
          passed.stream().noneMatch(result -> result.metadata().getToolInvocationId().isEmpty()));
    }
  }

  @Test
  void everyActionIsAHitWhenTheTopLevelIsDownloaded() {
    try (RealBazel bazel = RealBazel.in(workspace, scratch())) {
      assertTrue(hits(bazel.build("//...", cache.flag(), "--remote_download_toplevel")) > 10);
      assertTrue(
          bazel.outputTree().files().contains("k8-fastbuild/bin/plain/archive.bin"),
          () -> bazel.outputTree().toString());
    }
  }

  @Test
  void instanceOfAnotherNameSharesNoResults() {
    try (RealBazel bazel = RealBazel.in(workspace, scratch())) {
      RealBazel.Outcome outcome =
          bazel.build("//plain/...", cache.flag(), "--remote_instance_name=team/b");
      assertFalse(HITS.matcher(outcome.output()).find(), outcome.output());
    }
  }
}
