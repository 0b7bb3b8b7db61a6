package dev.bwob.cli.demo;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bwob demo}. */
@Command(
    description =
        "Fetches outputs of a recorded build into a temporary folder, with a daemon of its own.",
    sortOptions = false)
public final class DemoCommand implements VerbCommand {
  @Option(
      names = "--keep",
      negatable = true,
      description = "Leave the temporary folder and what was fetched.")
  private boolean keep;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException, IOException {
    Path recording = recording();
    Path folder = Files.createTempDirectory("bwob-demo-").toRealPath();
    try (DemoFolder _ = new DemoFolder(folder, keep, session.console())) {
      return new Tour(session, recording, folder).take();
    }
  }

  private static Path recording() throws CliException {
    String home = System.getProperty("bwob.home", "");
    if (home.isEmpty()) {
      throw new CliException(
          ExitCode.LOCAL_ENVIRONMENT,
          "The demo's recorded build is in the folder of bwob, and the system property bwob.home"
              + " does not say where that is. Start bwob by its launcher.");
    }
    Path recording = Path.of(home).toAbsolutePath().resolve("demo/recording");
    if (!Files.isReadable(recording.resolve("build.bep"))) {
      throw new CliException(
          ExitCode.LOCAL_ENVIRONMENT,
          "The demo's recorded build is missing: %s has no build.bep. Clone bwob again."
              .formatted(recording));
    }
    return recording;
  }
}
