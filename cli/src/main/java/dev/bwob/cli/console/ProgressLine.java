package dev.bwob.cli.console;

import java.io.PrintStream;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One line at the bottom of a terminal that is drawn again and again. Draws at most ten times a
 * second and never wider than the terminal. Not thread-safe.
 */
public final class ProgressLine {
  private static final long NANOS_BETWEEN = 100_000_000;
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean enabled;
  private final IntSupplier columns;
  private final LongSupplier nanoTime;
  private int width;
  private boolean drawn;
  private boolean ever;
  private long lastNanos;

  /**
   * @param enabled false draws nothing, ever
   * @param columns asked once, at the first draw
   * @param nanoTime as {@link System#nanoTime}
   */
  public ProgressLine(
      PrintStream err, boolean enabled, IntSupplier columns, LongSupplier nanoTime) {
    this.err = err;
    this.enabled = enabled;
    this.columns = columns;
    this.nanoTime = nanoTime;
  }

  /** Shows a line, unless the last one is too young. The text is made only when it is shown. */
  public void show(Supplier<String> text) {
    if (!enabled) {
      return;
    }
    long now = nanoTime.getAsLong();
    if (ever && now - lastNanos < NANOS_BETWEEN) {
      return;
    }
    if (!ever) {
      width = Math.max(20, columns.getAsInt());
    }
    ever = true;
    drawn = true;
    lastNanos = now;
    // The last column stays free: writing there makes some terminals begin a new line.
    err.print(ERASE_LINE + fit(Style.printable(text.get()), width - 1));
    err.flush();
  }

  /** Takes the line away, so that something else can be printed. */
  public void clear() {
    if (drawn) {
      err.print(ERASE_LINE);
      err.flush();
      drawn = false;
    }
  }

  /**
   * The text in so many characters, its middle left out when it is longer: both ends of a path
   * tell.
   */
  static String fit(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = (width - 3) * 2 / 3;
    int tail = width - 3 - head;
    return text.substring(0, head) + "..." + text.substring(text.length() - tail);
  }
}
