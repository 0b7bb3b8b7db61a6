package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.File;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds the digests of files in their fields ({@code digest}, {@code length}; since Bazel 6) and in
 * {@code bytestream://} URIs (all versions with a remote cache).
 */
final class FileDigests {
  private Optional<DigestFunction> declared = Optional.empty();

  /** The value of {@code --digest_function}; a name that is unknown changes nothing. */
  void declare(String name) {
    declared = DigestFunction.byName(name);
  }

  /**
   * The digest of a file; empty if the build told none.
   *
   * @throws IllegalArgumentException when what it told is no digest, or two different ones
   */
  Optional<Digest> of(File file) {
    Optional<Digest> inUri = inUri(file.getUri());
    String hex = file.getDigest();
    if (inUri.isPresent()) {
      if (!hex.isEmpty() && !hex.equals(inUri.get().hex())) {
        throw new IllegalArgumentException(
            "its digest is '%s' but its URI says '%s'".formatted(hex, file.getUri()));
      }
      return inUri;
    }
    return hex.isEmpty() ? Optional.empty() : Optional.of(inFields(hex, file.getLength()));
  }

  private Optional<Digest> inUri(String uri) {
    if (!BytestreamUri.isOne(uri)) {
      return Optional.empty();
    }
    BytestreamUri blob = BytestreamUri.parse(uri);
    DigestFunction function = blob.function().orElseGet(() -> functionOf(blob.hash()));
    return Optional.of(Digest.parse(function, blob.hash(), blob.size()));
  }

  /** A length of 0 is written as no length at all, so only the empty blob may have it. */
  private Digest inFields(String hex, long length) {
    DigestFunction function = functionOf(hex);
    Digest digest = Digest.parse(function, hex, length);
    if (length == 0 && !digest.equals(Digest.ofBytes(function, ByteBuffer.allocate(0)))) {
      throw new IllegalArgumentException("it has the digest '" + hex + "' but no length");
    }
    return digest;
  }

  private DigestFunction functionOf(String hex) {
    return declared
        .filter(function -> function.hashLength() * 2 == hex.length())
        .or(() -> DigestFunction.byHexLength(hex.length()))
        .orElseThrow(() -> new IllegalArgumentException("not a hash: '" + hex + "'"));
  }
}
