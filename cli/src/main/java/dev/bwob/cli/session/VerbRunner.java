package dev.bwob.cli.session;

import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.process.Environment;
import java.util.List;

/** Runs a whole command line, as the program does with the one it is started with. */
public interface VerbRunner {
  /** Runs it. Failures are told on standard error and by the exit code. */
  ExitCode run(List<String> arguments, Environment environment);
}
