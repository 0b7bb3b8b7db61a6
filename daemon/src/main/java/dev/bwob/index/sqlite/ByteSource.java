package dev.bwob.index.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteSink} wrote.
 *
 * <p>Throws {@link IndexOutOfBoundsException} when there is less than was asked for.
 */
final class ByteSource {
  private final byte[] bytes;
  private int position;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean isAtEnd() {
    return position >= bytes.length;
  }

  int octet() {
    return bytes[position++] & 0xff;
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IndexOutOfBoundsException("a number of more than 64 bits before byte " + position);
  }

  byte[] raw(int count) {
    if (count < 0 || count > bytes.length - position) {
      throw new IndexOutOfBoundsException(
          count + " bytes at " + position + " of only " + bytes.length);
    }
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  byte[] counted() {
    return raw(Math.toIntExact(Math.min(number(), Integer.MAX_VALUE)));
  }

  String text() {
    return new String(counted(), StandardCharsets.UTF_8);
  }
}
