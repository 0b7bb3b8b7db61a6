package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The recorded build that {@code bwob demo} fetches from; {@code demo/record.sh} makes it. */
final class DemoRecordingTest {
  private static final Path RECORDING = TestFiles.repository().resolve("demo/recording");
  private static final Pattern BLOB_URI =
      Pattern.compile("bytestream://127\\.0\\.0\\.1:8980/blobs/([0-9a-f]{64})/(\\d+)");

  private final BlobFolder cache = BlobFolder.ofDiskCache(RECORDING.resolve("cache"));
  private final String events =
      new String(TestFiles.read(RECORDING.resolve("build.bep")), StandardCharsets.ISO_8859_1);

  @Test
  void everyNamedBlobIsThere() {
    List<String> absent =
        BLOB_URI
            .matcher(events)
            .results()
            .map(MatchResult::group)
            .distinct()
            .filter(uri -> !Files.exists(fileOf(uri)))
            .toList();

    assertEquals(List.of(), absent);
    assertEquals(
        11, BLOB_URI.matcher(events).results().map(uri -> uri.group(1)).distinct().count());
  }

  @Test
  void everyBlobIsWhatItsNameSays() {
    assertEquals(11, cache.files().size());
    for (Path file : cache.files()) {
      assertEquals(cache.hash(file), Sha256.ofBytes(TestFiles.read(file)));
    }
  }

  @Test
  void recordingIsSmall() {
    long size = cache.files().stream().mapToLong(file -> TestFiles.read(file).length).sum();

    assertTrue(size + events.length() < 500_000, () -> size + " bytes of blobs");
  }

  @Test
  void recordingNamesNoMachine() {
    assertFalse(Pattern.compile("(?<![\\w.])/(work|root|home|tmp)/").matcher(events).find());
    assertTrue(events.contains("/src/demo"));
  }

  private Path fileOf(String uri) {
    return cache.file(uri.split("/", -1)[4]);
  }
}
