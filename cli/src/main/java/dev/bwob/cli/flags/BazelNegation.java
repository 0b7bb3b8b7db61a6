package dev.bwob.cli.flags;

import picocli.CommandLine.INegatableOptionTransformer;
import picocli.CommandLine.Model.CommandSpec;

/** Negates flags as Bazel does: {@code --nofoo}, not {@code --no-foo}. */
final class BazelNegation implements INegatableOptionTransformer {
  @Override
  public String makeNegative(String optionName, CommandSpec command) {
    return "--no" + optionName.substring("--".length());
  }

  @Override
  public String makeSynopsis(String optionName, CommandSpec command) {
    return "--[no]" + optionName.substring("--".length());
  }
}
