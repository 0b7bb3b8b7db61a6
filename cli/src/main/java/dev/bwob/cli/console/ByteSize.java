package dev.bwob.cli.console;

import java.util.Locale;

/** Sizes for people: decimal units, as Bazel prints them. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

  private ByteSize() {}

  /** Such as "0 B", "999 B", "1.0 KB", "12.3 MB". */
  public static String text(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    // 999.95 would be printed as 1000.0.
    while (value >= 999.95 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
