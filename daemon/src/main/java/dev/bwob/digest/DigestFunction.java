package dev.bwob.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.codec.digest.Blake3;

/**
 * A digest function of the Remote Execution API, as far as Bazel uses them.
 *
 * <p>{@link #number} is the value of REAPI's {@code DigestFunction.Value}.
 */
public enum DigestFunction {
  SHA256(1, 32, "SHA-256"),
  SHA1(2, 20, "SHA-1"),
  MD5(3, 16, "MD5"),
  SHA384(5, 48, "SHA-384"),
  SHA512(6, 64, "SHA-512"),
  BLAKE3(9, 32, "BLAKE3");

  /**
   * Functions above this number are named in resource names and in disk caches; older ones are told
   * by the length of the hash.
   */
  private static final int LAST_UNNAMED = 7;

  private final int number;
  private final int hashLength;
  private final String algorithm;

  DigestFunction(int number, int hashLength, String algorithm) {
    this.number = number;
    this.hashLength = hashLength;
    this.algorithm = algorithm;
  }

  /** The value of REAPI's {@code DigestFunction.Value}. */
  public int number() {
    return number;
  }

  /** Bytes in a hash. */
  public int hashLength() {
    return hashLength;
  }

  /**
   * Lower-case name, if it is a part of resource names ({@code blobs/blake3/...}) and of a disk
   * cache's folders; empty if not.
   */
  public Optional<String> pathSegment() {
    return number > LAST_UNNAMED ? Optional.of(name().toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  /** A fresh hash computation. */
  public Hasher newHasher() {
    if (this == BLAKE3) {
      return new Blake3Hasher(Blake3.initHash());
    }
    try {
      return new JdkHasher(MessageDigest.getInstance(algorithm));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no " + algorithm, e);
    }
  }

  /**
   * Finds a function by name, as Bazel's {@code --digest_function}, REAPI and execution logs write
   * it: case and dashes do not matter ({@code sha256}, {@code SHA-256}).
   */
  public static Optional<DigestFunction> byName(String name) {
    String plain = name.replace("-", "").toUpperCase(Locale.ROOT);
    for (DigestFunction function : values()) {
      if (function.name().equals(plain)) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }

  /** Finds a function by its REAPI number. */
  public static Optional<DigestFunction> byNumber(int number) {
    for (DigestFunction function : values()) {
      if (function.number == number) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }

  /**
   * The function that a hash of this many hexadecimal digits is of when nothing else tells: never
   * BLAKE3, which looks like SHA-256.
   */
  public static Optional<DigestFunction> byHexLength(int digits) {
    for (DigestFunction function : values()) {
      if (function.hashLength * 2 == digits) {
        return Optional.of(function);
      }
    }
    return Optional.empty();
  }
}
