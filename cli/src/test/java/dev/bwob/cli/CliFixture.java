package dev.bwob.cli;

import dev.bwob.cli.connection.DaemonConnector;
import dev.bwob.cli.connection.DaemonStarter;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.process.Environment;
import dev.bwob.cli.process.Interruption;
import dev.bwob.cli.process.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs command lines against a {@link FakeDaemon}, in folders of their own. */
public final class CliFixture implements AutoCloseable {
  public final Path home;
  public final Path workspace;
  public final FakeDaemon daemon;
  public final Interruption interruption = new Interruption();
  public final Map<String, String> variables = new HashMap<>();
  public Terminal terminal = Terminal.NONE;
  public InputStream in = InputStream.nullInputStream();
  public DaemonStarter starter =
      (endpoint, idle) -> {
        throw new AssertionError("a daemon runs, and another was started: " + endpoint);
      };
  private final Path runtime;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private OutputStream standardOutput = out;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  public CliFixture(Path folder) throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    workspace = Files.createDirectory(folder.resolve("ws"));
    Files.createFile(workspace.resolve("WORKSPACE"));
    runtime = Files.createDirectory(folder.resolve("run"));
    Files.createDirectory(runtime.resolve("bwob"));
    variables.put("XDG_RUNTIME_DIR", runtime.toString());
    variables.put("HOME", home.toString());
    daemon = new FakeDaemon(socket());
  }

  /** Where the daemon of these variables listens. */
  public Path socket() {
    return runtime.resolve("bwob/bwobd.sock");
  }

  public ExitCode run(String... arguments) {
    return run(workspace, arguments);
  }

  public ExitCode run(Path workingDirectory, String... arguments) {
    out.reset();
    err.reset();
    return new Cli(interruption, new DaemonConnector(starter))
        .run(
            List.of(arguments),
            new Environment(variables, workingDirectory, home, in, standardOutput, err, terminal));
  }

  public void standardInput(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** From now on whatever is written to standard output fails so. */
  public void standardOutputFails(String message) {
    standardOutput =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        };
  }

  public String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  public byte[] outBytes() {
    return out.toByteArray();
  }

  public String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    daemon.close();
  }
}
