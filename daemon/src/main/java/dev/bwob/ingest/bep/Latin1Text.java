package dev.bwob.ingest.bep;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Puts right the names that Bazel 4 and its neighbours write wrong: each byte of the UTF-8 form as
 * a character of its own. Seen in {@code action_completed.primary_output} and in file URIs; names
 * in named sets are right and must not pass here.
 */
final class Latin1Text {
  private Latin1Text() {}

  /** The text meant: another one only if all characters are bytes and together they are UTF-8. */
  static String repaired(String text) {
    boolean ascii = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0xFF) {
        return text;
      }
      ascii &= c < 0x80;
    }
    if (ascii) {
      return text;
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }
}
