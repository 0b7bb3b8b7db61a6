package dev.bwob.cas.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cas.RetryPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceSettingsTest {
  @Test
  void defaultsAreThese() {
    TransferSettings far = SourceSettings.of("grpcs://cache.example").transfer();
    assertEquals(
        new TransferSettings(
            4,
            16,
            Compression.AUTO,
            65_536,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            new RetryPolicy(5, Duration.ofMillis(100), Duration.ofSeconds(5))),
        far);
    assertEquals(1, SourceSettings.of("grpc://localhost:1").transfer().connections());
  }

  @Test
  void repeatedHeadersAreJoined() {
    assertEquals(
        Map.of("a", "1,2=3", "b", ""),
        SourceSettings.of("grpc://x").withHeaders(List.of("A=1", "b=", "a = 2=3")).headers());
  }

  @Test
  void malformedHeaderIsRefusedWithoutItsValue() {
    for (String line : List.of("no-value", "=s3cret", "sp ace=s3cret", "x-bin=s3cret")) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class, () -> SourceSettings.parseHeaders(List.of(line)));
      assertFalse(refused.toString().contains("s3cret"), refused.toString());
    }
    assertThrows(
        IllegalArgumentException.class, () -> SourceSettings.parseHeaders(List.of("a=x\ny")));
  }

  @Test
  void headerValuesAreNotPrinted() {
    SourceSettings settings =
        SourceSettings.of("grpc://x").withHeaders(List.of("authorization=s3cret"));
    assertTrue(settings.toString().contains("authorization"));
    assertFalse(settings.toString().contains("s3cret"));
  }

  @Test
  void tlsFilesAreCheckedAtTheBorder(@TempDir Path folder) throws Exception {
    Path absent = folder.resolve("absent.pem");
    Path present = Files.writeString(folder.resolve("present.pem"), "not a certificate");
    IllegalArgumentException missing =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TlsFiles(Optional.of(absent), Optional.empty(), Optional.empty()));
    assertTrue(missing.toString().contains(absent + " does not exist"), missing.toString());
    assertThrows(
        IllegalArgumentException.class,
        () -> new TlsFiles(Optional.empty(), Optional.of(present), Optional.empty()));
    TlsFiles files = new TlsFiles(Optional.of(present), Optional.empty(), Optional.empty());
    IllegalArgumentException plain =
        assertThrows(
            IllegalArgumentException.class, () -> SourceSettings.of("grpc://x").withTls(files));
    assertTrue(plain.toString().contains("does not use TLS"), plain.toString());
  }

  @Test
  void instanceNameHasNoSlashAtItsEnds() {
    assertThrows(
        IllegalArgumentException.class, () -> SourceSettings.of("grpc://x").withInstanceName("a/"));
  }
}
