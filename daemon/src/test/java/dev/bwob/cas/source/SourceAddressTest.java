package dev.bwob.cas.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceAddressTest {
  @ParameterizedTest
  @CsvSource({
    "grpc://cache.example,            grpc://cache.example:80",
    "grpc://127.0.0.1:9092,           grpc://127.0.0.1:9092",
    "GRPCS://cache.example/,          grpcs://cache.example:443",
    "cache.example,                   grpcs://cache.example:443",
    "cache.example:8980,              grpcs://cache.example:8980",
    "grpc://[::1]:9092,               grpc://[::1]:9092",
    "unix:/run/casd.sock,             unix:/run/casd.sock",
    "unix:///run/casd.sock,           unix:/run/casd.sock",
    "http://cache.example/a/,         http://cache.example/a",
    "https://me:pw@cache.example:8443,https://cache.example:8443",
    "/var/cache/bazel,                /var/cache/bazel",
    "file:///var/cache/bazel,         /var/cache/bazel",
  })
  void everyFormIsRead(String text, String plain) {
    assertEquals(plain, SourceAddress.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ftp://cache.example",
        "grpc://",
        "grpc://cache.example/instance",
        "grpc://me@cache.example",
        "grpc://cache.example:99999",
        "grpc://no such host",
        "unix:relative.sock",
        "http://cache.example?x=1",
        "file://relative",
      })
  void whatIsNoAddressIsRefused(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> SourceAddress.parse(text));
    assertTrue(refused.toString().endsWith("."), refused.toString());
  }

  @Test
  void localIsWhatTheAddressSaysIsThisMachine() {
    assertTrue(SourceAddress.parse("grpc://localhost:1").isLocal());
    assertTrue(SourceAddress.parse("grpc://[::1]:1").isLocal());
    assertTrue(SourceAddress.parse("unix:/x").isLocal());
    assertTrue(SourceAddress.parse("http://127.0.0.1:1").isLocal());
    assertFalse(SourceAddress.parse("grpc://cache.example").isLocal());
  }
}
