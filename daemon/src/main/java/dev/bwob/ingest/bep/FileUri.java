package dev.bwob.ingest.bep;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** The {@code file://} URIs of build events, as paths. */
final class FileUri {
  private static final String SCHEME = "file://";

  private FileUri() {}

  /** The path that the URI names, escapes undone; empty if it is of another scheme. */
  static Optional<String> path(String uri) {
    return uri.startsWith(SCHEME)
        ? Optional.of(Latin1Text.repaired(unescaped(uri.substring(SCHEME.length()))))
        : Optional.empty();
  }

  /** What follows the directory in the path that the URI names; empty if it is not below it. */
  static Optional<String> below(String uri, String directory) {
    if (directory.isEmpty()) {
      return Optional.empty();
    }
    return path(uri)
        .filter(path -> path.startsWith(directory) && path.startsWith("/", directory.length()))
        .map(path -> path.substring(directory.length() + 1));
  }

  private static String unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length() && isHex(text, i + 1)) {
        bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
        i += 3;
        continue;
      }
      result.append(bytes.toString(StandardCharsets.UTF_8)).append(c);
      bytes.reset();
      i++;
    }
    return result.append(bytes.toString(StandardCharsets.UTF_8)).toString();
  }

  private static boolean isHex(String text, int index) {
    return HexFormat.isHexDigit(text.charAt(index)) && HexFormat.isHexDigit(text.charAt(index + 1));
  }
}
