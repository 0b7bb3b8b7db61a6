package dev.bwob.cli.verb;

import dev.bwob.cli.console.Console;
import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.GetBuildRequest;
import dev.bwob.v1.GetBuildResponse;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bwob builds show}. */
@Command(
    description = "Tells what a recorded build was, and of each of its targets.",
    sortOptions = false)
public final class BuildsShowCommand implements VerbCommand {
  @Parameters(paramLabel = "ID", arity = "0..*", description = "The build's id or its beginning.")
  private final List<String> ids = new ArrayList<>();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    GetBuildRequest request =
        GetBuildRequest.newBuilder().setInvocationId(oneId(ids, "show")).build();
    Console console = session.console();
    session.stream(daemon -> daemon.builds().get(request), response -> print(console, response));
    return ExitCode.OK;
  }

  /** The id among the words of a verb that takes just one. */
  static String oneId(List<String> ids, String verb) throws CliException {
    if (ids.size() != 1 || ids.getFirst().isEmpty()) {
      throw CliException.commandLine(
          "bwob builds %s takes one build's id; `bwob builds list` has them.".formatted(verb));
    }
    return ids.getFirst();
  }

  private static void print(Console console, GetBuildResponse response) {
    switch (response.getMessageCase()) {
      case INVOCATION -> {
        if (console.json()) {
          console.print(Builds.json(response.getInvocation()));
        } else {
          print(console, response.getInvocation());
        }
      }
      case TARGET -> {
        if (console.json()) {
          console.print(json(response.getTarget()));
        } else {
          print(console, response.getTarget());
        }
      }
      // A newer daemon may tell more.
      case MESSAGE_NOT_SET -> {}
    }
  }

  private static void print(Console console, Invocation build) {
    console.print(console.style().bold("Build " + build.getId()));
    field(console, "command", (build.getCommand() + " " + build.getToolVersion()).strip());
    field(console, "result", Builds.state(build));
    field(console, "started", Builds.time(build.getStartMillis()));
    field(console, "finished", Builds.time(build.getFinishMillis()));
    field(console, "workspace", build.getWorkspaceDirectory());
    field(console, "exec root", build.getExecRoot());
    field(console, "remote cache", build.getRemoteCache());
    field(console, "instance", build.getInstanceName());
    field(console, "disk cache", build.getDiskCache());
    field(console, "digests", build.getDigestFunction());
    field(console, "targets", Long.toString(build.getTargets()));
  }

  private static void field(Console console, String name, String value) {
    if (!value.isEmpty()) {
      console.print("  %-13s %s".formatted(name, console.path(value)));
    }
  }

  private static void print(Console console, Target target) {
    String groups =
        target.getOutputGroupsList().stream()
            .map(g -> g.getName() + " " + g.getFiles() + (g.getIncomplete() ? " (incomplete)" : ""))
            .collect(Collectors.joining(", "));
    String state =
        target.getSuccess() ? console.style().green("built ") : console.style().red("failed");
    console.print(
        "%s  %s%s%s%s"
            .formatted(
                state,
                console.path(target.getLabel()),
                target.getAspect().isEmpty() ? "" : " (aspect " + target.getAspect() + ")",
                groups.isEmpty() ? "" : "  " + groups,
                target.getAborted().isEmpty() ? "" : "  " + target.getAborted()));
  }

  private static JsonLine json(Target target) {
    JsonLine line = JsonLine.of("target");
    return line.put("label", target.getLabel())
        .put("aspect", target.getAspect())
        .put("configuration", target.getConfiguration())
        .put("rule", target.getKind())
        .put("success", target.getSuccess())
        .put("aborted", target.getAborted())
        .list(
            "output_groups",
            target.getOutputGroupsList(),
            g ->
                line.put("name", g.getName())
                    .put("files", g.getFiles())
                    .put("incomplete", g.getIncomplete()));
  }
}
