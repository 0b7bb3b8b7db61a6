package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.Arrays;

/** Reads {@code --build_event_binary_file}: events behind their lengths. */
final class BinaryBuildEvents implements BuildEventReader {
  private static final int FIRST_BUFFER = 64 * 1024;
  private static final int MAX_VARINT_BITS = 63;

  private final PeekableInput in;
  private final int maxEventSize;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private long number;

  BinaryBuildEvents(PeekableInput in, int maxEventSize) {
    this.in = in;
    this.maxEventSize = maxEventSize;
  }

  @Override
  public ReadEvent next() throws IOException {
    long offset = in.position();
    number++;
    try {
      return read(offset);
    } catch (BrokenStreamException e) {
      return new ReadEvent.Cut(number, offset, e.why());
    }
  }

  private ReadEvent read(long offset) throws IOException {
    int first = in.read();
    if (first < 0) {
      return new ReadEvent.End();
    }
    long length = first & 0x7F;
    int shift = 7;
    for (int next = first; next >= 0x80; shift += 7) {
      next = in.read();
      if (next < 0) {
        return new ReadEvent.Cut(number, offset, "it ends within an event's length");
      }
      if (shift > MAX_VARINT_BITS) {
        return new ReadEvent.Cut(number, offset, "an event's length has more than 64 bits");
      }
      length |= (next & 0x7FL) << shift;
    }
    if (length < 0 || length > maxEventSize) {
      return new ReadEvent.Cut(
          number,
          offset,
          "an event claims to have %s bytes, and %d is the limit"
              .formatted(Long.toUnsignedString(length), maxEventSize));
    }
    int read = readFully((int) length);
    if (read < length) {
      return new ReadEvent.Cut(
          number, offset, "it ends after %d of an event's %d bytes".formatted(read, length));
    }
    try {
      BuildEvent event = BuildEvent.parser().parseFrom(buffer, 0, read);
      return new ReadEvent.Whole(event, number, offset);
    } catch (InvalidProtocolBufferException e) {
      return new ReadEvent.Unreadable(number, offset, String.valueOf(e.getMessage()));
    } finally {
      if (buffer.length > FIRST_BUFFER) {
        buffer = new byte[FIRST_BUFFER];
      }
    }
  }

  /** Reads into the buffer, which grows with what really comes, not with what is claimed. */
  private int readFully(int length) throws IOException {
    int read = 0;
    while (read < length) {
      if (read == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(length, buffer.length * 2L));
      }
      int count = in.read(buffer, read, Math.min(length, buffer.length) - read);
      if (count < 0) {
        break;
      }
      read += count;
    }
    return read;
  }
}
