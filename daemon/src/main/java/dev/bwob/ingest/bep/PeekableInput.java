package dev.bwob.ingest.bep;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A buffered stream that can be looked at before it is read, and counts what was read. Unlike
 * {@link java.io.BufferedInputStream} it never blocks for more than was asked. Not for use by
 * several threads.
 */
final class PeekableInput extends InputStream {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int start;
  private int end;
  private long position;

  PeekableInput(InputStream in) {
    this.in = in;
  }

  /** The next bytes, left in place: {@code count} of them, or as many as there are. */
  byte[] peek(int count) throws IOException {
    while (end - start < count) {
      if (buffer.length - start < count) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      }
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        break;
      }
      end += read;
    }
    return Arrays.copyOfRange(buffer, start, start + Math.min(count, end - start));
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  @Override
  public int read() throws IOException {
    if (start == end && !fill()) {
      return -1;
    }
    position++;
    return buffer[start++] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (start == end && !fill()) {
      return -1;
    }
    int count = Math.min(length, end - start);
    System.arraycopy(buffer, start, target, offset, count);
    start += count;
    position += count;
    return count;
  }

  private boolean fill() throws IOException {
    int read;
    do {
      read = in.read(buffer, 0, buffer.length);
    } while (read == 0);
    start = 0;
    end = Math.max(read, 0);
    return read > 0;
  }

  /**
   * Never 0: {@link java.util.zip.GZIPInputStream} takes 0 for the end and would leave out all but
   * the first member.
   */
  @Override
  public int available() {
    return Math.max(1, end - start);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
