package dev.bwob.remotecache;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** The bytes of one Write, for a decompressor. */
final class PartsInputStream extends InputStream {
  private final WriteParts parts;
  private ByteString part = ByteString.EMPTY;
  private int position;

  PartsInputStream(WriteParts parts) {
    this.parts = parts;
  }

  @Override
  public int read() throws IOException {
    return fill() ? part.byteAt(position++) & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, part.size() - position);
    part.substring(position, position + count).copyTo(target, offset);
    position += count;
    return count;
  }

  /** What is at hand, so that the decompressor does not wait for a full buffer. */
  @Override
  public int available() {
    return part.size() - position;
  }

  private boolean fill() throws IOException {
    while (position == part.size()) {
      ByteString next;
      try {
        next = parts.next();
      } catch (InterruptedException e) {
        InterruptedIOException interrupted = new InterruptedIOException("cancelled");
        interrupted.initCause(e);
        throw interrupted;
      }
      if (next == null) {
        return false;
      }
      part = next;
      position = 0;
    }
    return true;
  }
}
