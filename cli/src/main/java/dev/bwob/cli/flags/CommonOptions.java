package dev.bwob.cli.flags;

import dev.bwob.cli.console.ColorMode;
import dev.bwob.cli.console.OutputFormat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags of every verb. */
public final class CommonOptions {
  /** How long a daemon that nobody calls stays, unless told: three hours, as Bazel's. */
  private static final long USUAL_IDLE_SECONDS = 3 * 60 * 60;

  @Option(
      names = "--output",
      paramLabel = "text|json",
      description = "What standard output is for: people, or programs (docs/json-output.md).")
  public OutputFormat output = OutputFormat.text;

  @Option(
      names = "--color",
      paramLabel = "auto|yes|no",
      description = "Colours. auto: on a terminal, unless NO_COLOR is set.")
  public ColorMode color = ColorMode.auto;

  @Option(
      names = "--progress",
      negatable = true,
      description = "Show progress on standard error. By default, when that is a terminal.")
  public @Nullable Boolean progress = null;

  @Option(
      names = "--verbose_failures",
      negatable = true,
      description = "Print the stack trace of a failure too.")
  public boolean verboseFailures;

  @Option(
      names = "--state_dir",
      paramLabel = "DIR",
      description =
          "The daemon's state folder. Default: $XDG_STATE_HOME/bwob or ~/.local/state/bwob.")
  public String stateDirectory = "";

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = "The daemon's socket, when it is not the usual one of the state folder.")
  public String socket = "";

  @Option(
      names = "--max_idle_secs",
      paramLabel = "SECONDS",
      description =
          "How long a daemon that this call starts stays without being called; 0 is for ever."
              + " Default: 10800.")
  public long maxIdleSeconds = USUAL_IDLE_SECONDS;

  @Option(
      names = "--bwobrc",
      paramLabel = "FILE",
      description = "One more settings file, read last. May be repeated.")
  public List<String> rcFiles = new ArrayList<>();

  @Option(names = "--home_rc", negatable = true, description = "Read ~/.bwobrc. Default: yes.")
  public boolean homeRc = true;

  @Option(
      names = "--workspace_rc",
      negatable = true,
      description = "Read .bwobrc of the workspace. Default: yes.")
  public boolean workspaceRc = true;

  @Option(
      names = {"--help", "-h"},
      usageHelp = true,
      description = "Print this.")
  public boolean help;
}
