package dev.bwob.cas.http;

import dev.bwob.cas.source.SourceSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes the HTTP client for a source. */
final class HttpClients {
  private HttpClients() {}

  static HttpClient create(SourceSettings settings) {
    if (settings.tls().clientCertificate().isPresent()) {
      throw new IllegalArgumentException(
          "A TLS client certificate can't be used for the HTTP cache %s, only for a gRPC one."
              .formatted(settings.address()));
    }
    // Caches speak 1.1; asking for 2 costs a failed upgrade on plain connections.
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(settings.transfer().callTimeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    settings
        .tls()
        .certificateAuthority()
        .ifPresent(certificates -> client.sslContext(trusting(certificates)));
    return client.build();
  }

  private static SSLContext trusting(Path certificates) {
    try (InputStream pem = Files.newInputStream(certificates)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("ca" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "The TLS CA certificate file %s can't be used: %s"
              .formatted(certificates, e.getMessage()),
          e);
    }
  }
}
