package dev.bwob.ingest;

import java.util.ArrayList;
import java.util.List;

/** Counts what a reader records and what it leaves out, in bounded memory. One thread at a time. */
public final class IngestTally {
  /** Warnings kept as text; more are only counted. */
  public static final int KEPT_WARNINGS = 100;

  private static final int MAX_WARNING_LENGTH = 1_000;

  private final List<String> warnings = new ArrayList<>();
  private long warningCount;
  private long outputs;
  private long targets;
  private long unknownEvents;

  /** Counts outputs that were given to a recorder. */
  public void addOutputs(long count) {
    outputs += count;
  }

  /** Counts a target that was given to a recorder. */
  public void addTarget() {
    targets++;
  }

  /** Counts an event of an unknown kind. */
  public void addUnknownEvent() {
    unknownEvents++;
  }

  /** Notes something wrong. Control characters are written as escapes, long texts cut. */
  public void warn(String sentence) {
    warningCount++;
    if (warnings.size() < KEPT_WARNINGS) {
      warnings.add(printable(sentence));
    }
  }

  private static String printable(String text) {
    StringBuilder result = new StringBuilder();
    int length = Math.min(text.length(), MAX_WARNING_LENGTH);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        result.append("\\u%04x".formatted((int) c));
      } else {
        result.append(c);
      }
    }
    return length < text.length() ? result.append("...").toString() : result.toString();
  }

  public long outputs() {
    return outputs;
  }

  public long targets() {
    return targets;
  }

  public long unknownEvents() {
    return unknownEvents;
  }

  public long warningCount() {
    return warningCount;
  }

  /** The first warnings, at most {@link #KEPT_WARNINGS}. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }
}
