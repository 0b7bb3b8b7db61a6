package dev.bwob.index.sqlite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows as numbers, bytes and text are appended. Numbers are base-128 varints, low bits first. */
final class ByteSink {
  private byte[] bytes = new byte[256];
  private int length;

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  void octet(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void number(long value) {
    room(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  void raw(byte[] value) {
    raw(value, 0, value.length);
  }

  void raw(byte[] value, int from, int count) {
    room(count);
    System.arraycopy(value, from, bytes, length, count);
    length += count;
  }

  /** The bytes with their count before them. */
  void counted(byte[] value) {
    number(value.length);
    raw(value);
  }

  /** UTF-8 with the count of its bytes before it. */
  void text(String value) {
    counted(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends what another sink holds from an offset on. */
  void append(ByteSink other, int from) {
    raw(other.bytes, from, other.length - from);
  }

  byte[] copy(int from) {
    return Arrays.copyOfRange(bytes, from, length);
  }

  private void room(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), bytes.length * 2));
    }
  }
}
