package dev.bwob.digest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
  private static final String EMPTY_SHA256 =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @ParameterizedTest
  @CsvSource({
    "MD5, 900150983cd24fb0d6963f7d28e17f72",
    "SHA1, a9993e364706816aba3e25717850c26c9cd0d89d",
    "SHA256, ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "SHA384,"
        + " cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
    "SHA512,"
        + " ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "BLAKE3, 6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
  })
  void knownHashOfAbc(DigestFunction function, String hex) {
    ByteBuffer abc = ByteBuffer.wrap("abc".getBytes(StandardCharsets.UTF_8));
    Digest digest = Digest.ofBytes(function, abc);
    assertEquals(hex, digest.hex());
    assertEquals(3, digest.size());
    assertEquals(3, abc.remaining(), "the buffer is left as it was");
    assertEquals(digest, Digest.parse(function, hex, 3));
  }

  @ParameterizedTest
  @EnumSource(DigestFunction.class)
  void piecesOfAnyBufferHashAsTheWhole(DigestFunction function) {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    Hasher hasher = function.newHasher();
    ByteBuffer direct = ByteBuffer.allocateDirect(60_000).put(bytes, 0, 60_000).flip();
    hasher.update(direct);
    ByteBuffer readOnly = ByteBuffer.wrap(bytes, 60_000, 39_999).asReadOnlyBuffer();
    hasher.update(readOnly);
    hasher.update(ByteBuffer.wrap(bytes, 99_999, 1).slice());
    assertEquals(0, direct.remaining());
    assertEquals(0, readOnly.remaining());
    Digest whole = Digest.ofBytes(function, ByteBuffer.wrap(bytes));
    assertTrue(whole.matches(hasher.finish(), bytes.length));
    assertFalse(whole.matches(whole.hash(), bytes.length - 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "abc",
        "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
        "g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85500",
      })
  void whatIsNoHashIsRefused(String hex) {
    assertThrows(IllegalArgumentException.class, () -> Digest.parse(DigestFunction.SHA256, hex, 0));
  }

  @Test
  void negativeSizeIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Digest.parse(DigestFunction.SHA256, EMPTY_SHA256, -1));
  }

  @Test
  void functionHashAndSizeMakeTheDigest() {
    Digest sha = Digest.parse(DigestFunction.SHA256, EMPTY_SHA256, 0);
    assertNotEquals(sha, Digest.parse(DigestFunction.BLAKE3, EMPTY_SHA256, 0));
    assertNotEquals(sha, Digest.parse(DigestFunction.SHA256, EMPTY_SHA256, 1));
    assertEquals(EMPTY_SHA256 + "/0", sha.toString());
    assertEquals(
        "blake3/" + EMPTY_SHA256 + "/7",
        Digest.parse(DigestFunction.BLAKE3, EMPTY_SHA256, 7).toString());
    assertTrue(sha.isEmpty());
  }

  @Test
  void hashCannotBeChangedFromOutside() {
    Digest digest = Digest.parse(DigestFunction.SHA256, EMPTY_SHA256, 0);
    byte[] hash = digest.hash();
    hash[0] = 0;
    assertArrayEquals(Digest.of(DigestFunction.SHA256, digest.hash(), 0).hash(), digest.hash());
    assertEquals(EMPTY_SHA256, digest.hex());
  }

  @Test
  void functionsAreFoundByTheirNamesNumbersAndLengths() {
    assertEquals(Optional.of(DigestFunction.SHA256), DigestFunction.byName("sha-256"));
    assertEquals(Optional.of(DigestFunction.BLAKE3), DigestFunction.byName("blake3"));
    assertEquals(Optional.empty(), DigestFunction.byName("sha3"));
    assertEquals(Optional.of(DigestFunction.SHA384), DigestFunction.byNumber(5));
    assertEquals(Optional.empty(), DigestFunction.byNumber(0));
    assertEquals(Optional.of(DigestFunction.SHA256), DigestFunction.byHexLength(64));
    assertEquals(Optional.of(DigestFunction.MD5), DigestFunction.byHexLength(32));
    assertEquals(Optional.empty(), DigestFunction.byHexLength(63));
  }
}
