package dev.bwob.digest;

import com.google.common.io.BaseEncoding;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The name of a blob: digest function, hash and size. Cannot be malformed.
 *
 * <p>Two digests are equal only if function, hash and size are.
 */
public final class Digest {
  private static final BaseEncoding HEX = BaseEncoding.base16().lowerCase();

  private final DigestFunction function;
  private final byte[] hash;
  private final long size;

  private Digest(DigestFunction function, byte[] hash, long size) {
    this.function = function;
    this.hash = hash;
    this.size = size;
  }

  /**
   * A digest from raw bytes.
   *
   * @throws IllegalArgumentException if the hash has not the function's length or the size is
   *     negative
   */
  public static Digest of(DigestFunction function, byte[] hash, long size) {
    if (hash.length != function.hashLength()) {
      throw new IllegalArgumentException(
          "a %s hash has %d bytes, not %d".formatted(function, function.hashLength(), hash.length));
    }
    if (size < 0) {
      throw new IllegalArgumentException("a blob's size can't be negative: " + size);
    }
    return new Digest(function, hash.clone(), size);
  }

  /**
   * A digest from the lower-case hexadecimal form of the hash.
   *
   * @throws IllegalArgumentException if that is not what it is
   */
  public static Digest parse(DigestFunction function, String hex, long size) {
    byte[] hash;
    try {
      hash = HEX.decode(hex);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a lower-case hexadecimal hash: '" + hex + "'", e);
    }
    return of(function, hash, size);
  }

  /** Hashes the remaining bytes of a buffer, which is left as it was. */
  public static Digest ofBytes(DigestFunction function, ByteBuffer bytes) {
    Hasher hasher = function.newHasher();
    long size = bytes.remaining();
    hasher.update(bytes.duplicate());
    return new Digest(function, hasher.finish(), size);
  }

  public DigestFunction function() {
    return function;
  }

  /** A copy of the raw hash. */
  public byte[] hash() {
    return hash.clone();
  }

  /** The hash in lower-case hexadecimal. */
  public String hex() {
    return HexFormat.of().formatHex(hash);
  }

  /** The blob's size in bytes. */
  public long size() {
    return size;
  }

  /** Whether this names the empty blob, which needs no store. */
  public boolean isEmpty() {
    return size == 0;
  }

  /** Whether a finished hash and a counted size are this digest's. */
  public boolean matches(byte[] otherHash, long otherSize) {
    return size == otherSize && Arrays.equals(hash, otherHash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that
        && size == that.size
        && function == that.function
        && Arrays.equals(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(hash), size);
  }

  /** {@code hash/size}, with the function in front where the hash does not tell it. */
  @Override
  public String toString() {
    String plain = hex() + "/" + size;
    return function.pathSegment().map(segment -> segment + "/" + plain).orElse(plain);
  }
}
