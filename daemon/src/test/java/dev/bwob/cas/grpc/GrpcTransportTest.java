package dev.bwob.cas.grpc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwob.cas.BlobStore;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.source.TlsFiles;
import dev.bwob.digest.Digest;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways to reach a server: Unix socket, TLS with and without a client certificate. */
final class GrpcTransportTest {
  private static final byte[] BYTES = SampleBlobs.bytes(100_000, 1);
  private static final String PASSWORD = "password";

  @TempDir Path folder;

  private record Identity(Path certificate, Path key) {}

  @Test
  void unixSocketIsServed() throws Exception {
    Path socket = folder.resolve("casd.sock");
    try (FakeRemoteCache server = FakeRemoteCache.startOnSocket(socket)) {
      Digest digest = server.put(BYTES);
      try (BlobStore store = GrpcBlobStore.connect(SourceSettings.of("unix:" + socket))) {
        assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
      }
    }
  }

  @Test
  void certificateThatTheGivenAuthoritySignedIsTrustedAndNoOther() throws Exception {
    Identity server = identity("server");
    try (FakeRemoteCache cache =
        FakeRemoteCache.startSecure(
            TlsServerCredentials.create(server.certificate.toFile(), server.key.toFile()))) {
      Digest digest = cache.put(BYTES);
      String url = "grpcs://localhost:" + cache.port();
      TlsFiles trusting =
          new TlsFiles(Optional.of(server.certificate), Optional.empty(), Optional.empty());
      try (BlobStore store = GrpcBlobStore.connect(SourceSettings.of(url).withTls(trusting))) {
        assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
      }
      try (BlobStore store = GrpcBlobStore.connect(SourceSettings.of(url))) {
        assertThrows(SourceUnavailableException.class, () -> store.open(digest, 0));
      }
    }
  }

  @Test
  void clientCertificateIsShown() throws Exception {
    Identity server = identity("server");
    Identity client = identity("client");
    try (FakeRemoteCache cache =
        FakeRemoteCache.startSecure(
            TlsServerCredentials.newBuilder()
                .keyManager(server.certificate.toFile(), server.key.toFile())
                .trustManager(client.certificate.toFile())
                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                .build())) {
      Digest digest = cache.put(BYTES);
      SourceSettings settings = SourceSettings.of("grpcs://localhost:" + cache.port());
      TlsFiles both =
          new TlsFiles(
              Optional.of(server.certificate),
              Optional.of(client.certificate),
              Optional.of(client.key));
      try (BlobStore store = GrpcBlobStore.connect(settings.withTls(both))) {
        assertArrayEquals(BYTES, SampleBlobs.readAll(store.open(digest, 0)));
      }
      TlsFiles anonymous =
          new TlsFiles(Optional.of(server.certificate), Optional.empty(), Optional.empty());
      try (BlobStore store = GrpcBlobStore.connect(settings.withTls(anonymous))) {
        assertThrows(SourceUnavailableException.class, () -> store.open(digest, 0));
      }
    }
  }

  @Test
  void fileThatIsNoCertificateIsRefusedAtOnce() throws Exception {
    Path file = Files.writeString(folder.resolve("no.pem"), "not a certificate");
    TlsFiles files = new TlsFiles(Optional.of(file), Optional.empty(), Optional.empty());
    SourceSettings settings = SourceSettings.of("grpcs://localhost:1").withTls(files);
    assertThrows(IllegalArgumentException.class, () -> GrpcBlobStore.connect(settings));
  }

  /** A self-signed certificate for localhost, made by the JDK's own keytool. */
  private Identity identity(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-ext",
                "bc:c",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new Identity(
        pem(name + ".crt", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
        pem(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private Path pem(String file, String type, byte[] content) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                type,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(content),
                type);
    return Files.writeString(folder.resolve(file), text);
  }
}
