package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of bwob that runs, or did.
 *
 * @param words its command line, for messages
 * @param out the file with its standard output
 * @param err the file with its standard error
 */
record BwobRun(List<String> words, Process process, Path out, Path err) {
  private static final long PATIENCE_SECONDS = 120;

  /** Waits for its end, however that comes. Its standard input ends. */
  Bwob.Outcome await() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("bwob %s does not end:\n%s".formatted(words, said()));
      }
      return new Bwob.Outcome(process.exitValue(), text(out), text(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while bwob ran", e);
    }
  }

  /** Sends a signal by its name, such as {@code INT}. */
  void signal(String name) {
    signal(process.pid(), name);
  }

  /** Sends a signal to a process of this test's. */
  static void signal(long pid, String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("no signal %s for process %d".formatted(name, pid));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What it has printed so far, both streams. */
  String said() {
    return text(out) + text(err);
  }

  private static String text(Path file) {
    return new String(TestFiles.read(file), StandardCharsets.UTF_8);
  }
}
