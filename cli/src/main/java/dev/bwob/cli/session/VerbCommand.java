package dev.bwob.cli.session;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import java.io.IOException;

/** One verb with its flags, which picocli fills before it runs. */
public interface VerbCommand {
  /** The flags that all verbs have. */
  CommonOptions common();

  /**
   * Does it.
   *
   * @throws IOException when this machine's files or streams fail
   */
  ExitCode run(Session session) throws CliException, IOException;
}
