package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads {@code --build_event_json_file}: one event a line. Unknown fields and unknown names of enum
 * values are left out, as newer and older versions of Bazel write them.
 */
final class JsonBuildEvents implements BuildEventReader {
  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final int FIRST_BUFFER = 64 * 1024;

  private final PeekableInput in;
  private final int maxEventSize;
  private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
  private byte[] line = new byte[FIRST_BUFFER];
  private long number;

  JsonBuildEvents(PeekableInput in, int maxEventSize) {
    this.in = in;
    this.maxEventSize = maxEventSize;
  }

  @Override
  public ReadEvent next() throws IOException {
    number++;
    long offset = in.position();
    try {
      while (true) {
        offset = in.position();
        int length = 0;
        int next = in.read();
        while (next >= 0 && next != '\n') {
          if (length == maxEventSize) {
            return new ReadEvent.Cut(
                number, offset, "an event has more than %d bytes".formatted(maxEventSize));
          }
          if (length == line.length) {
            line = Arrays.copyOf(line, (int) Math.min(maxEventSize, line.length * 2L));
          }
          line[length++] = (byte) next;
          next = in.read();
        }
        boolean last = next < 0;
        if (!isBlank(length)) {
          return event(length, offset, last);
        }
        if (last) {
          return new ReadEvent.End();
        }
      }
    } catch (BrokenStreamException e) {
      return new ReadEvent.Cut(number, offset, e.why());
    }
  }

  private boolean isBlank(int length) {
    for (int i = 0; i < length; i++) {
      if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /** A line that does not end is whole all the same if it can be read. */
  private ReadEvent event(int length, long offset, boolean last) {
    String why;
    try {
      int start = number == 1 && BuildEventFormat.startsWithByteOrderMark(line) ? 3 : 0;
      String text = utf8.decode(ByteBuffer.wrap(line, start, length - start)).toString();
      BuildEvent.Builder event = BuildEvent.newBuilder();
      PARSER.merge(text, event);
      return new ReadEvent.Whole(event.build(), number, offset);
    } catch (CharacterCodingException e) {
      why = "it is not UTF-8";
    } catch (InvalidProtocolBufferException e) {
      why = String.valueOf(e.getMessage());
    } finally {
      if (line.length > FIRST_BUFFER) {
        line = new byte[FIRST_BUFFER];
      }
    }
    return last
        ? new ReadEvent.Cut(number, offset, "it ends within a line: " + why)
        : new ReadEvent.Unreadable(number, offset, why);
  }
}
