package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job: a build without the bytes, then {@code bwob fetch} from each kind of server, path
 * by path equal to a full build; and Bazel is happy with what it finds.
 */
final class FetchFromRealServersIT {
  private static final String EVERYTHING = "bazel-out/**";

  @TempDir private static Path folder;
  private static Path workspace;
  private static BuildGridServer buildGrid;
  private static RealBazel minimal;
  private static OutputTree truth;
  private static OutputTree before;
  private static Path events;
  private static Bwob bwob;
  private static List<String> recorded;

  @BeforeAll
  static void buildAndIngest() {
    RealComponent.require(
        RealComponent.BAZEL,
        RealComponent.CPP_COMPILER,
        RealComponent.BUILDGRID,
        RealComponent.CASD,
        RealComponent.NGINX);
    buildGrid = BuildGridServer.start(folder.resolve("buildgrid"));
    workspace = RealBazel.copyWorkspace(folder.resolve("workspace"));
    String cache = "--remote_cache=grpc://" + buildGrid.endpoint();
    try (RealBazel full = RealBazel.in(workspace, folder.resolve("full"))) {
      full.build("//...", cache);
      truth = full.outputTree();
    }
    events = folder.resolve("build.bep");
    minimal = RealBazel.in(workspace, folder.resolve("minimal"));
    minimal.build(
        "//...", cache, "--remote_download_minimal", "--build_event_binary_file=" + events);
    before = minimal.outputTree();
    bwob = new Bwob(folder.resolve("b"));
    bwob.run(workspace, "ingest", events.toString()).expect(0);
    recorded = recordedPaths();
  }

  private static List<String> recordedPaths() {
    List<String> paths = new ArrayList<>();
    for (String line :
        bwob.run(workspace, "ls", "--output=json", EVERYTHING).expect(0).out().lines().toList()) {
      JsonObject output = JsonParser.parseString(line).getAsJsonObject();
      if (output.get("kind").getAsString().equals("output")) {
        paths.add(output.get("path").getAsString().substring("bazel-out/".length()));
      }
    }
    return paths;
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable each : new AutoCloseable[] {bwob, minimal, buildGrid}) {
      try {
        if (each != null) {
          each.close();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @AfterEach
  void takeAwayWhatWasFetched() {
    before.restore(minimal.outputs());
  }

  private static OutputTree onDisk() {
    return minimal.outputTree();
  }

  /** What was not there before; what Bazel writes for itself at each build aside. */
  private static List<String> come() {
    List<String> known = before.lines();
    return onDisk().lines().stream()
        .filter(line -> !known.contains(line))
        .filter(line -> !line.startsWith("_tmp/") && !line.startsWith("volatile-status.txt"))
        .toList();
  }

  private static void assertEqualToFullBuild() {
    assertTrue(recorded.size() > 40, () -> recorded.size() + " outputs recorded");
    assertEquals(truth.only(recorded).toString(), onDisk().only(recorded).toString());
    // Nothing else has come, such as temporary files.
    assertEquals(List.of(), come().stream().filter(line -> !truth.lines().contains(line)).toList());
  }

  @Test
  void fromBuildGridAsTheBuildSaid() {
    bwob.run(workspace, "fetch", EVERYTHING).expect(0);

    assertEqualToFullBuild();
  }

  @Test
  void fromDiskCache() {
    Path cache = folder.resolve("disk-cache");
    for (Path blob : buildGrid.blobs().files()) {
      String hash = buildGrid.blobs().hash(blob);
      TestFiles.copyFile(blob, BlobFolder.ofDiskCache(cache).file(hash));
    }

    bwob.run(workspace, "fetch", "--only_these_sources", "--disk_cache=" + cache, EVERYTHING)
        .expect(0);

    assertEqualToFullBuild();
  }

  @Test
  void fromCasd() {
    try (CasdServer casd = CasdServer.start(folder.resolve("casd"));
        CasConnection cas = new CasConnection(casd.endpoint())) {
      cas.putAll(buildGrid.blobs());

      bwob.run(workspace, "fetch", "--remote_cache=grpc://" + casd.endpoint(), EVERYTHING)
          .expect(0);
    }

    assertEqualToFullBuild();
  }

  @Test
  void fromNginx() {
    try (NginxCache nginx = NginxCache.start(folder.resolve("nginx"))) {
      for (Path blob : buildGrid.blobs().files()) {
        TestFiles.copyFile(blob, nginx.data().resolve("cas").resolve(buildGrid.blobs().hash(blob)));
      }

      bwob.run(workspace, "fetch", "--remote_cache=" + nginx.url(), EVERYTHING).expect(0);
    }

    assertEqualToFullBuild();
  }

  @Test
  void byLabelOneTargetAndNothingElse() {
    bwob.run(workspace, "fetch", "//twins/...").expect(0);

    List<String> come = come();
    assertFalse(come.isEmpty());
    assertTrue(come.stream().allMatch(line -> line.contains("/twins/")), come::toString);
  }

  @Test
  void bazelIsHappyWithWhatWasFetched() {
    bwob.run(workspace, "fetch", EVERYTHING).expect(0);

    RealBazel.Outcome again =
        minimal.build(
            "//...", "--remote_cache=grpc://" + buildGrid.endpoint(), "--remote_download_minimal");

    assertTrue(again.output().contains("Build completed successfully"), again::output);
    // What is on disk after that is right, whatever Bazel took away again.
    assertEquals(
        List.of(),
        onDisk().only(recorded).lines().stream()
            .filter(line -> line.contains(": file "))
            .filter(line -> !truth.lines().contains(line))
            .toList());
  }

  @Test
  void evictedBlobIsNamedWithTheCommandThatBringsItBack() {
    String path = "bazel-bin/plain/archive.bin";
    JsonObject stat =
        JsonParser.parseString(
                bwob.run(workspace, "stat", "--output=json", path).expect(0).out().strip())
            .getAsJsonObject();
    String hash =
        stat.getAsJsonObject("output").getAsJsonObject("digest").get("hash").getAsString();
    Path blob = buildGrid.blobs().file(hash);
    Path aside = folder.resolve("aside");
    TestFiles.copyFile(blob, aside);
    TestFiles.remove(blob);
    try {
      Bwob.Outcome outcome = bwob.run(workspace, "fetch", path).expect(39);

      assertTrue(outcome.err().contains(hash), outcome::err);
      assertTrue(outcome.err().contains("bazel build //plain:"), outcome::err);
    } finally {
      TestFiles.copyFile(aside, blob);
    }
  }

  @Test
  void damagedBlobIsNeverNamed() {
    String path = "bazel-bin/plain/archive.bin";
    JsonObject stat =
        JsonParser.parseString(
                bwob.run(workspace, "stat", "--output=json", path).expect(0).out().strip())
            .getAsJsonObject();
    Path blob =
        buildGrid
            .blobs()
            .file(
                stat.getAsJsonObject("output").getAsJsonObject("digest").get("hash").getAsString());
    Path aside = folder.resolve("aside");
    TestFiles.copyFile(blob, aside);
    byte[] damaged = TestFiles.read(blob);
    damaged[damaged.length / 2] ^= 1;
    TestFiles.writeBytes(blob, damaged);
    try {
      Bwob.Outcome outcome = bwob.run(workspace, "fetch", path).expect(34);

      assertTrue(outcome.err().contains("wrong bytes"), outcome::err);
      assertEquals(List.of(), come());
    } finally {
      TestFiles.remove(blob);
      TestFiles.copyFile(aside, blob);
    }
  }

  @Test
  void buildWithAnHttpCacheHasNoDigestsAndThatIsSaid() {
    try (NginxCache nginx = NginxCache.start(folder.resolve("nginx-build"));
        Bwob own = new Bwob(folder.resolve("h"))) {
      Path copy = RealBazel.copyWorkspace(folder.resolve("http-workspace"));
      Path bep = folder.resolve("http.bep");
      String cache = "--remote_cache=" + nginx.url();
      try (RealBazel full = RealBazel.in(copy, folder.resolve("http-full"))) {
        full.build("//plain/...", cache);
      }
      try (RealBazel bazel = RealBazel.in(copy, folder.resolve("http-minimal"))) {
        bazel.build(
            "//plain/...", cache, "--remote_download_minimal", "--build_event_binary_file=" + bep);
        own.run(copy, "ingest", bep.toString()).expect(0);

        Bwob.Outcome outcome = own.run(copy, "fetch", "//plain/...").expect(1);

        assertTrue(outcome.err().contains("no digest"), outcome::err);
      }
    }
  }
}
