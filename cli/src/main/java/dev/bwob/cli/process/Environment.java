package dev.bwob.cli.process;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a run of the client sees of the world around it. Verbs look here and never at {@link
 * System}, so that tests and the demo run them as they are.
 *
 * @param variables as {@link System#getenv()}
 * @param workingDirectory absolute
 * @param home the user's, absolute
 * @param in bytes, as they are
 * @param out bytes, as they are; the caller flushes
 * @param err as {@code out}
 */
public record Environment(
    Map<String, String> variables,
    Path workingDirectory,
    Path home,
    InputStream in,
    OutputStream out,
    OutputStream err,
    Terminal terminal) {

  /** Of this process. */
  public static Environment ofProcess() {
    Map<String, String> variables = System.getenv();
    return new Environment(
        variables,
        Path.of("").toAbsolutePath(),
        Path.of(variables.getOrDefault("HOME", System.getProperty("user.home"))).toAbsolutePath(),
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        Terminal.ofProcess());
  }

  /**
   * The path that a user typed: below the working folder unless absolute, "~/" is the home folder.
   */
  public Path path(String typed) {
    Path path = typed.startsWith("~/") ? home.resolve(typed.substring(2)) : Path.of(typed);
    return workingDirectory.resolve(path).normalize();
  }

  /** The same world, with another working folder and another standard output. */
  public Environment in(Path folder, OutputStream output) {
    return new Environment(variables, folder, home, in, output, err, terminal);
  }
}
