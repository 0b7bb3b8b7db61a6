package dev.bwob.cli;

import dev.bwob.cli.connection.DaemonConnector;
import dev.bwob.cli.console.ColorMode;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.console.OutputException;
import dev.bwob.cli.console.OutputFormat;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.failure.Failure;
import dev.bwob.cli.flags.FlagParser;
import dev.bwob.cli.process.Environment;
import dev.bwob.cli.process.Interruption;
import dev.bwob.cli.rc.RcArgument;
import dev.bwob.cli.rc.RcArguments;
import dev.bwob.cli.rc.RcException;
import dev.bwob.cli.rc.Settings;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.cli.session.VerbRunner;
import dev.bwob.cli.verb.Verb;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * From a command line to an exit code: finds the verb, adds the settings, runs it, tells what went
 * wrong.
 */
public final class Cli implements VerbRunner {
  private final Interruption interruption;
  private final DaemonConnector connector;

  public Cli(Interruption interruption, DaemonConnector connector) {
    this.interruption = interruption;
    this.connector = connector;
  }

  @Override
  public ExitCode run(List<String> arguments, Environment environment) {
    // Until the flags are read, messages are plain.
    Console plain = new Console(environment, OutputFormat.text, ColorMode.auto, false);
    try {
      return run(ArgumentLine.split(arguments), environment, plain);
    } catch (CliException e) {
      return tell(e, plain, /* verbose= */ false);
    } catch (OutputException e) {
      // The reader has what it wanted (`bwob ls | head`).
      return e.readerLeft() ? ExitCode.OK : tell(unwritable(e), plain, /* verbose= */ false);
    }
  }

  private ExitCode run(ArgumentLine typed, Environment environment, Console plain)
      throws CliException {
    Verb.Match match = Verb.find(typed.words());
    Verb verb = match.verb();
    VerbCommand command = verb.command();
    FlagParser parser = new FlagParser("bwob " + verb.words(), command);
    List<String> own = Stream.concat(typed.leading().stream(), match.rest().stream()).toList();
    Settings settings = settings(verb, own, environment);
    List<RcArgument> fromSettings = fromSettings(settings, verb, parser, plain);
    List<String> all =
        Stream.concat(fromSettings.stream().map(RcArgument::text), own.stream()).toList();
    try {
      parser.parse(all);
    } catch (ParameterException e) {
      throw wrong(e, verb, fromSettings);
    }
    try (Session session =
        new Session(
            environment, command.common(), settings, fromSettings, interruption, connector, this)) {
      if (command.common().help) {
        session.console().print(parser.usage().stripTrailing());
        return ExitCode.OK;
      }
      return run(command, session);
    }
  }

  private static ExitCode run(VerbCommand command, Session session) {
    boolean verbose = command.common().verboseFailures;
    try {
      return command.run(session);
    } catch (CliException e) {
      return tell(e, session.console(), verbose);
    } catch (IOException e) {
      return tell(
          CliException.local("A file of this machine can't be read or written: " + e + ".", e),
          session.console(),
          verbose);
    } catch (OutputException e) {
      throw e;
    } catch (RuntimeException e) {
      return tell(
          new CliException(
              ExitCode.BUG,
              "This is a bug of bwob, please report it: "
                  + e
                  + ". --verbose_failures prints where it is.",
              e),
          session.console(),
          verbose);
    }
  }

  private static CliException unwritable(OutputException e) {
    return CliException.local("Standard output can't be written: " + e.getMessage() + ".", e);
  }

  private static ExitCode tell(CliException e, Console console, boolean verbose) {
    if (console.json()) {
      Failure failure = e.failure();
      console.print(
          JsonLine.of("error")
              .put("exit_code", failure.exitCode().number())
              .put("reason", failure.reason())
              .put("message", failure.message()));
    }
    console.note(String.valueOf(e.getMessage()));
    if (verbose) {
      console.stackTrace(e);
    }
    return e.exitCode();
  }

  /** Reads the settings files that the flags leave in. */
  private static Settings settings(Verb verb, List<String> arguments, Environment environment)
      throws CliException {
    RcFlags flags = RcFlags.of(arguments);
    if (!verb.hasSettings()) {
      return Settings.unreadable(environment.workingDirectory(), "not read for this verb");
    }
    try {
      return Settings.read(
          environment.workingDirectory(),
          flags.home() ? Optional.of(environment.home()) : Optional.empty(),
          flags.workspace(),
          flags.files().stream().map(environment::path).toList());
    } catch (RcException e) {
      if (verb == Verb.DOCTOR) {
        // The doctor is who is asked when something is broken.
        return Settings.unreadable(environment.workingDirectory(), String.valueOf(e.getMessage()));
      }
      throw new CliException(ExitCode.COMMAND_LINE, String.valueOf(e.getMessage()), e);
    }
  }

  private static List<RcArgument> fromSettings(
      Settings settings, Verb verb, FlagParser parser, Console plain) throws CliException {
    RcArguments arguments =
        new RcArguments(
            (name, ofAnyVerb) -> ofAnyVerb ? ofAnyVerb(name) : shape(parser.find(name)),
            Verb::isSection);
    try {
      arguments.collect(settings, verb.section(), verb.sharesSection());
    } catch (RcException e) {
      throw new CliException(ExitCode.COMMAND_LINE, String.valueOf(e.getMessage()), e);
    }
    arguments.warnings().forEach(plain::warn);
    return arguments.arguments();
  }

  private static RcArguments.Flag ofAnyVerb(String name) {
    for (Verb verb : Verb.values()) {
      RcArguments.Flag flag = shape(new FlagParser(verb.words(), verb.command()).find(name));
      if (flag != RcArguments.Flag.UNKNOWN) {
        return flag;
      }
    }
    return RcArguments.Flag.UNKNOWN;
  }

  private static RcArguments.Flag shape(Optional<OptionSpec> option) {
    return option
        .map(found ->
            FlagParser.takesValue(found) ? RcArguments.Flag.WITH_VALUE : RcArguments.Flag.ALONE)
        .orElse(RcArguments.Flag.UNKNOWN);
  }

  private static CliException wrong(
      ParameterException e, Verb verb, List<RcArgument> fromSettings) {
    StringBuilder message = new StringBuilder(String.valueOf(e.getMessage()));
    ArgSpec argument = e.getArgSpec();
    if (argument instanceof OptionSpec option) {
      List<String> places = new ArrayList<>();
      for (RcArgument setting : fromSettings) {
        if (setting.text().startsWith(option.longestName() + "=")
            && setting.text().endsWith(String.valueOf(e.getValue()))) {
          places.add(setting.origin().toString());
        }
      }
      if (!places.isEmpty()) {
        message.append(" (set in ").append(String.join(", ", places)).append(")");
      }
    }
    if (message.charAt(message.length() - 1) != '.') {
      message.append('.');
    }
    return new CliException(
        ExitCode.COMMAND_LINE, message + " `bwob help " + verb.words() + "` lists its flags.", e);
  }
}
