package dev.bwob.cli.console;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output that ends the verb when it takes no more: the first failure is thrown as {@link
 * OutputException}, which passes through a PrintStream. What is written after that is dropped.
 */
final class ResultStream extends OutputStream {
  private final OutputStream out;
  private boolean failed;

  ResultStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) {
    attempt(() -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    attempt(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() {
    attempt(out::flush);
  }

  private void attempt(Write write) {
    if (failed) {
      return;
    }
    try {
      write.run();
    } catch (IOException e) {
      failed = true;
      throw new OutputException(e);
    }
  }

  private interface Write {
    void run() throws IOException;
  }
}
