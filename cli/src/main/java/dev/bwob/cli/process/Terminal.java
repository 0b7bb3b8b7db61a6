package dev.bwob.cli.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Which of the standard streams are a terminal, and how wide it is.
 *
 * @param columns is asked when something is drawn only: it may start a process
 */
public record Terminal(boolean output, boolean error, IntSupplier columns) {
  private static final int USUAL_COLUMNS = 80;

  /** No terminal at all: a pipe, a file, CI. */
  public static final Terminal NONE = new Terminal(false, false, () -> USUAL_COLUMNS);

  /**
   * The terminal of this process. The launcher may say which streams are terminals with the system
   * property {@code bwob.tty}, such as "12" for both; without it, procfs is asked, and without that
   * the JDK, which knows less.
   */
  public static Terminal ofProcess() {
    return new Terminal(isTerminal(1), isTerminal(2), Terminal::sttyColumns);
  }

  private static boolean isTerminal(int descriptor) {
    String told = System.getProperty("bwob.tty");
    if (told != null) {
      return told.indexOf('0' + descriptor) >= 0;
    }
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    }
  }

  private static int sttyColumns() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var answer = stty.inputReader()) {
        String line = answer.readLine();
        if (!stty.waitFor(1, TimeUnit.SECONDS) || line == null) {
          return USUAL_COLUMNS;
        }
        int columns = Integer.parseInt(line.substring(line.indexOf(' ') + 1).strip());
        return columns > 0 ? columns : USUAL_COLUMNS;
      }
    } catch (IOException | NumberFormatException e) {
      return USUAL_COLUMNS;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL_COLUMNS;
    }
  }
}
