package dev.bwob.cas.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files of a TLS connection, as in Bazel's {@code --tls_certificate}, {@code
 * --tls_client_certificate} and {@code --tls_client_key}.
 *
 * @param certificateAuthority whom to trust; empty for those the system trusts
 * @param clientCertificate who we are; together with the key or not at all
 * @param clientKey its private key, PKCS #8
 */
public record TlsFiles(
    Optional<Path> certificateAuthority,
    Optional<Path> clientCertificate,
    Optional<Path> clientKey) {
  public static final TlsFiles NONE =
      new TlsFiles(Optional.empty(), Optional.empty(), Optional.empty());

  public TlsFiles {
    if (clientCertificate.isPresent() != clientKey.isPresent()) {
      throw new IllegalArgumentException(
          "A TLS client certificate and its key must be given together; only the %s is."
              .formatted(clientKey.isPresent() ? "key" : "certificate"));
    }
    requireReadable("CA certificate", certificateAuthority);
    requireReadable("client certificate", clientCertificate);
    requireReadable("client key", clientKey);
  }

  public boolean isEmpty() {
    return equals(NONE);
  }

  private static void requireReadable(String what, Optional<Path> file) {
    if (file.isPresent() && !Files.isReadable(file.get())) {
      throw new IllegalArgumentException(
          "The TLS %s file %s %s."
              .formatted(
                  what, file.get(), Files.exists(file.get()) ? "can't be read" : "does not exist"));
    }
  }
}
