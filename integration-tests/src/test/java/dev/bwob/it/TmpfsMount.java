package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of a test's own, in memory. */
record TmpfsMount(Path folder) implements AutoCloseable {

  /**
   * Mounts one; skips the calling test where that is not allowed.
   *
   * @param options as of mount(8): {@code size=1m}, {@code ro}
   */
  static TmpfsMount at(Path folder, String options) {
    TestFiles.createFolder(folder);
    String said = run("mount", "-t", "tmpfs", "-o", options, "bwob-test", folder.toString());
    Assumptions.assumeTrue(
        said.isEmpty(), () -> "a file system can't be mounted here, only root may: " + said);
    return new TmpfsMount(folder);
  }

  @Override
  public void close() {
    String said = run("umount", folder.toString());
    if (!said.isEmpty()) {
      throw new IllegalStateException(said);
    }
  }

  /** What a command says; empty when it does its work. */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : said + " (" + process.exitValue() + ")";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
