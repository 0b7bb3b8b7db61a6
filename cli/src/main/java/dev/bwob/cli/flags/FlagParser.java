package dev.bwob.cli.flags;

import dev.bwob.cli.failure.CliException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The flags of one verb in Bazel's accent: {@code --flag=value} or {@code --flag value}; {@code
 * --flag}, {@code --noflag} and {@code --flag=false} for booleans; the last one wins; {@code --}
 * ends them.
 */
public final class FlagParser {
  private final CommandLine line;

  /**
   * @param name as the user calls it, such as "bwob builds list"
   * @param command an object with picocli's annotations, which parsing fills
   */
  public FlagParser(String name, Object command) {
    line = commandLine(name, command);
  }

  /** A command as picocli knows it, set to Bazel's ways. */
  public static CommandLine commandLine(String name, Object command) {
    CommandLine made =
        new CommandLine(command)
            .setCommandName(name)
            .setNegatableOptionTransformer(new BazelNegation())
            .setOverwrittenOptionsAllowed(true)
            .setPosixClusteredShortOptionsAllowed(false)
            .setInterpolateVariables(false)
            // "@repo//x" is a label here, not a file of arguments.
            .setExpandAtFiles(false);
    made.getCommandSpec().parser().allowOptionsAsOptionParameters(false);
    made.getCommandSpec().usageMessage().width(100);
    return made;
  }

  /**
   * The flag of that name, without its value: "--overwrite", "--nooverwrite" and "-l" are names.
   */
  public Optional<OptionSpec> find(String name) {
    CommandSpec spec = line.getCommandSpec();
    OptionSpec option = spec.findOption(name);
    return Optional.ofNullable(option != null ? option : spec.negatedOptionsMap().get(name));
  }

  /** Whether the flag is followed by a value. */
  public static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  /** Fills the command's fields. */
  public void parse(List<String> arguments) throws ParameterException, CliException {
    line.parseArgs(spelledOut(arguments).toArray(String[]::new));
  }

  public String usage() {
    StringWriter text = new StringWriter();
    line.usage(new PrintWriter(text));
    return text.toString();
  }

  /**
   * The same arguments with every boolean flag as {@code --flag=true} or {@code --flag=false}:
   * picocli's own negation depends on the default.
   */
  private List<String> spelledOut(List<String> arguments) throws CliException {
    List<String> spelled = new ArrayList<>();
    boolean valueFollows = false;
    boolean flagsEnded = false;
    for (String argument : arguments) {
      if (argument.startsWith("-//") || argument.startsWith("-:") || argument.startsWith("-@")) {
        throw CliException.commandLine(
            "Patterns that take away, such as '%s', are not supported yet. Name what you want, or use --regex."
                .formatted(argument));
      }
      if (flagsEnded || valueFollows || !argument.startsWith("--") || argument.equals("--")) {
        flagsEnded |= !valueFollows && argument.equals("--");
        valueFollows = false;
        spelled.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      Optional<OptionSpec> option = find(name);
      if (option.isPresent() && option.get().negatable()) {
        boolean negated = !name.equals(option.get().longestName());
        boolean value = equals < 0 || truth(name, argument.substring(equals + 1));
        if (negated && equals >= 0) {
          throw CliException.commandLine(
              "%s takes no value: write %s or %s."
                  .formatted(name, option.get().longestName(), name));
        }
        spelled.add(option.get().longestName() + "=" + (value != negated));
      } else {
        valueFollows = option.isPresent() && takesValue(option.get()) && equals < 0;
        spelled.add(argument);
      }
    }
    return spelled;
  }

  private static boolean truth(String name, String value) throws CliException {
    return switch (value) {
      case "true", "1", "yes", "t", "y" -> true;
      case "false", "0", "no", "f", "n" -> false;
      default ->
          throw CliException.commandLine("%s is yes or no, not '%s'.".formatted(name, value));
    };
  }
}
