package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import build.bazel.remote.execution.v2.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every fetch begins with: a full build that fills a cache, then, from a fresh output base, a
 * build with {@code --remote_download_minimal} that leaves a build event file and few bytes.
 */
final class BazelRecordingIT {
  private static final Pattern BLOB_URI =
      Pattern.compile("bytestream://(127\\.0\\.0\\.1:\\d+)/blobs/([0-9a-f]{64})/(\\d+)");

  @TempDir private static Path folder;
  private static BuildGridServer server;
  private static RealBazel minimal;
  private static OutputTree truth;
  private static String archive;
  private static Path events;

  @BeforeAll
  static void build() {
    RealComponent.require(RealComponent.BAZEL, RealComponent.CPP_COMPILER, RealComponent.BUILDGRID);
    server = BuildGridServer.start(folder.resolve("buildgrid"));
    try (CasConnection cas = new CasConnection(server.endpoint())) {
      cas.capabilities();
    }
    Path workspace = RealBazel.copyWorkspace(folder.resolve("workspace"));
    String cache = "--remote_cache=grpc://" + server.endpoint();
    try (RealBazel full = RealBazel.in(workspace, folder.resolve("full"))) {
      full.build("//...", cache);
      truth = full.outputTree();
      archive =
          Sha256.ofBytes(
              TestFiles.read(full.outputs().resolve("k8-fastbuild/bin/plain/archive.bin")));
    }

    events = folder.resolve("build.bep");
    minimal = RealBazel.in(workspace, folder.resolve("minimal"));
    minimal.build(
        "//...", cache, "--remote_download_minimal", "--build_event_binary_file=" + events);
  }

  @AfterAll
  static void stop() {
    if (minimal != null) {
      minimal.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @Test
  void fullBuildHasItsOutputsOnDisk() {
    List<String> files = truth.files();

    assertTrue(files.contains("k8-fastbuild/bin/plain/archive.bin"), truth::toString);
    assertTrue(files.contains("k8-fastbuild/bin/names/Ελλάς/αρχή.txt"), truth::toString);
    assertTrue(
        files.contains("k8-fastbuild/bin/trees/gallery/rooms/west/corner/old portrait.txt"),
        truth::toString);
  }

  @Test
  void minimalBuildLeavesNoCachedOutputOnDisk() {
    OutputTree left = minimal.outputTree();

    for (String package_ : List.of("plain", "twins", "names", "groups")) {
      assertEquals(
          List.of(), left.only(List.of("k8-fastbuild/bin/" + package_)).files(), left::toString);
    }
    assertFalse(left.files().contains("k8-fastbuild/bin/native/count"), left::toString);
  }

  @Test
  void buildEventsNameTheBlobsOfTheServer() {
    List<Digest> named =
        BLOB_URI
            .matcher(new String(TestFiles.read(events), StandardCharsets.ISO_8859_1))
            .results()
            .filter(uri -> uri.group(1).equals(server.endpoint()))
            .map(uri ->
                Digest.newBuilder()
                    .setHash(uri.group(2))
                    .setSizeBytes(Long.parseLong(uri.group(3)))
                    .build())
            .distinct()
            .toList();

    assertTrue(named.size() > 40, () -> named.size() + " blobs named");
    assertTrue(
        named.stream().anyMatch(digest -> digest.getHash().equals(archive)),
        "no URI of plain/archive.bin");
    try (CasConnection cas = new CasConnection(server.endpoint())) {
      assertEquals(List.of(), cas.findMissing(named));
    }
  }
}
