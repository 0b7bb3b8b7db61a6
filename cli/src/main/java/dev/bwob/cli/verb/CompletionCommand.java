package dev.bwob.cli.verb;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bwob completion}. */
@Command(
    description = "Prints a completion script: eval \"$(bwob completion bash)\".",
    sortOptions = false)
public final class CompletionCommand implements VerbCommand {
  @Parameters(paramLabel = "bash|zsh", arity = "0..*", description = "The shell. Default: bash.")
  private final List<String> shells = new ArrayList<>();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    String shell = shells.isEmpty() ? "bash" : shells.getFirst();
    if (shells.size() > 1 || !(shell.equals("bash") || shell.equals("zsh"))) {
      throw CliException.commandLine("Completion scripts are for bash and for zsh.");
    }
    if (shell.equals("zsh")) {
      session.console().print("autoload -U +X bashcompinit && bashcompinit");
    }
    session.console().print(AutoComplete.bash("bwob", Verb.tree()).stripTrailing());
    return ExitCode.OK;
  }
}
