package dev.bwob.ingest.bep;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The forms in which build events are written, told by their first bytes. */
enum BuildEventFormat {
  /** {@code --build_event_binary_file}: each event behind its length, a varint. */
  BINARY,
  /** {@code --build_event_json_file}: one event a line, in the JSON form of protocol buffers. */
  JSON;

  /** Bytes that {@link #detect} looks at. */
  static final int HEAD_SIZE = 64;

  private static final int SHOWN = 16;
  private static final int ID_TAG = 0x0A;
  private static final int CHILDREN_TAG = 0x12;
  private static final int MAX_VARINT = 10;

  /** The format of a stream that starts so; empty if it is none of these. */
  static Optional<BuildEventFormat> detect(byte[] head) {
    if (looksLikeJson(head)) {
      return Optional.of(JSON);
    }
    return looksBinary(head) ? Optional.of(BINARY) : Optional.empty();
  }

  /** Whether this looks like the text form, which bwob does not read. */
  static boolean looksLikeText(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
    return text.matches("(?s)(event|id)\\s*:?\\s*\\{.*");
  }

  /** The first bytes, for people: as text and in hexadecimal. */
  static String describe(byte[] head) {
    int length = Math.min(head.length, SHOWN);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      char c = (char) (head[i] & 0xFF);
      text.append(c >= ' ' && c <= '~' ? c : '.');
    }
    return "'%s' (%s)".formatted(text, HexFormat.ofDelimiter(" ").formatHex(head, 0, length));
  }

  /** A brace, then a name or white space; a binary event of 123 bytes starts with one too. */
  private static boolean looksLikeJson(byte[] head) {
    int i = startsWithByteOrderMark(head) ? 3 : 0;
    while (i < head.length && isSpace(head[i])) {
      i++;
    }
    if (i >= head.length || head[i] != '{') {
      return false;
    }
    return i + 2 >= head.length
        || head[i + 1] != '\n'
        || head[i + 2] == '"'
        || isSpace(head[i + 2]);
  }

  static boolean startsWithByteOrderMark(byte[] head) {
    return head.length >= 3
        && (head[0] & 0xFF) == 0xEF
        && (head[1] & 0xFF) == 0xBB
        && (head[2] & 0xFF) == 0xBF;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private static boolean looksBinary(byte[] head) {
    int i = 0;
    while (i < head.length && i < MAX_VARINT && head[i] < 0) {
      i++;
    }
    if (i + 1 >= head.length || head[i] < 0) {
      return false;
    }
    return head[i + 1] == ID_TAG || head[i + 1] == CHILDREN_TAG;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
