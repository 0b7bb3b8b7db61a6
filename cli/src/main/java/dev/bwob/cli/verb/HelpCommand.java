package dev.bwob.cli.verb;

import dev.bwob.cli.console.Table;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.flags.FlagParser;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bwob help}. */
@Command(description = "Tells how to use bwob, or one of its verbs.", sortOptions = false)
public final class HelpCommand implements VerbCommand {
  @Parameters(paramLabel = "VERB", arity = "0..*", description = "The verb.")
  private final List<String> words = new ArrayList<>();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (words.isEmpty()) {
      overview().forEach(session.console()::print);
      return ExitCode.OK;
    }
    Verb.Match match = Verb.find(words);
    session
        .console()
        .print(
            new FlagParser("bwob " + match.verb().words(), match.verb().command())
                .usage()
                .stripTrailing());
    return ExitCode.OK;
  }

  private static List<String> overview() {
    List<String> lines = new ArrayList<>();
    lines.add("bwob brings back the bytes of a Bazel build that ran without them.");
    lines.add("");
    lines.add("Usage: bwob VERB [--flags] [patterns]");
    lines.add("");
    Table table = new Table("  Verb", "");
    for (Verb verb : Verb.values()) {
      table.row("  " + verb.words(), verb.summary());
    }
    lines.addAll(table.lines().subList(1, table.lines().size()));
    lines.add("");
    lines.add("`bwob help VERB` has the flags of a verb; `bwob doctor` looks at this machine.");
    return lines;
  }
}
