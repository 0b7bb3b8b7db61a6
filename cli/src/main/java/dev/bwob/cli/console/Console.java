package dev.bwob.cli.console;

import dev.bwob.cli.process.Environment;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where verbs print: results on standard output (text, or JSON lines), everything said to a person
 * on standard error, each message led by "bwob: ". Always UTF-8. Not thread-safe.
 */
public final class Console {
  private final OutputStream bytes;
  private final PrintStream out;
  private final PrintStream err;
  private final OutputFormat format;
  private final Style style;
  private final boolean terminalOutput;
  private final ProgressLine progress;

  /**
   * @param showProgress null for: when standard error is a terminal
   */
  public Console(
      Environment environment,
      OutputFormat format,
      ColorMode color,
      @Nullable Boolean showProgress) {
    this.bytes = new ResultStream(environment.out());
    this.out = utf8(new BufferedOutputStream(bytes, 1 << 16));
    this.err = utf8(environment.err());
    this.format = format;
    this.terminalOutput = environment.terminal().output();
    this.style =
        new Style(
            switch (color) {
              case yes -> true;
              case no -> false;
              case auto ->
                  terminalOutput
                      && environment.variables().getOrDefault("NO_COLOR", "").isEmpty()
                      && !environment.variables().getOrDefault("TERM", "").equals("dumb");
            });
    this.progress =
        new ProgressLine(
            err,
            showProgress == null ? environment.terminal().error() : showProgress,
            environment.terminal().columns(),
            System::nanoTime);
  }

  private static PrintStream utf8(OutputStream stream) {
    return new PrintStream(stream, /* autoFlush= */ false, StandardCharsets.UTF_8);
  }

  public boolean json() {
    return format == OutputFormat.json;
  }

  public Style style() {
    return style;
  }

  public ProgressLine progress() {
    return progress;
  }

  /**
   * Standard output for results that are no text. Unbuffered, and not to be mixed with {@link
   * #print}. Throws {@link OutputException} when it takes no more, as {@link #print} does.
   */
  public OutputStream bytes() {
    return bytes;
  }

  /** A line of the result. */
  public void print(String line) {
    progress.clear();
    out.print(line);
    out.print('\n');
  }

  /** A path as a line of the result: exact in a pipe, harmless on a terminal. */
  public String path(String path) {
    return terminalOutput ? Style.printable(path) : path;
  }

  /** A line for programs. */
  public void print(JsonLine line) {
    print(line.toString());
  }

  /** Says something to the person. */
  public void note(String message) {
    progress.clear();
    // What was printed before should be seen before.
    out.flush();
    err.print("bwob: " + message + "\n");
    err.flush();
  }

  public void warn(String message) {
    note("warning: " + message);
  }

  /** For {@code --verbose_failures}. */
  public void stackTrace(Throwable failure) {
    failure.printStackTrace(err);
    err.flush();
  }

  /** Everything printed is on its way when this returns. */
  public void flush() {
    progress.clear();
    out.flush();
    err.flush();
  }
}
