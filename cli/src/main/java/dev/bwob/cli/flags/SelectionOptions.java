package dev.bwob.cli.flags;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.process.Environment;
import dev.bwob.v1.Selection;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Flags and patterns that say which outputs are meant. */
public final class SelectionOptions {
  @Option(
      names = "--invocation",
      paramLabel = "ID",
      description =
          "Only what this build produced; the id or its beginning. Default: the newest record of"
              + " each path.")
  public String invocation = "";

  @Option(
      names = "--output_groups",
      paramLabel = "GROUPS",
      split = ",",
      description = "For labels: a, +b (besides the default), -c (without). May be repeated.")
  public List<String> outputGroups = new ArrayList<>();

  @Option(
      names = "--regex",
      negatable = true,
      description = "The patterns are regular expressions (RE2) searched for in exec paths.")
  public boolean regex;

  @Parameters(
      paramLabel = "PATTERN",
      arity = "0..*",
      description =
          "Labels (//a:b, //a/..., :b, @repo//x), paths (bazel-bin/x, bazel-out/...), globs"
              + " ('bazel-bin/**/*.h').")
  public List<String> patterns = new ArrayList<>();

  /**
   * What was asked for, checked as far as the client can.
   *
   * @param patternsMeant the patterns, or what stands for none
   */
  public Selection selection(Environment environment, List<String> patternsMeant)
      throws CliException {
    for (String pattern : patternsMeant) {
      if (pattern.isEmpty()) {
        throw CliException.commandLine(
            "A pattern is empty. Name a label, a path or a glob (perhaps a variable of the shell is"
                + " not set).");
      }
      if (pattern.indexOf('\0') >= 0) {
        throw CliException.commandLine("A pattern has a NUL character, which no path has.");
      }
    }
    return Selection.newBuilder()
        .setWorkingDirectory(environment.workingDirectory().toString())
        .setInvocationId(invocation)
        .addAllPatterns(patternsMeant)
        .setRegex(regex)
        .addAllOutputGroups(outputGroups)
        .build();
  }

  /** As {@link #selection(Environment, List)}, of the patterns typed. */
  public Selection selection(Environment environment) throws CliException {
    return selection(environment, patterns);
  }
}
