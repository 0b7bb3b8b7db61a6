package dev.bwob.cli.verb;

import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.ForgetRequest;
import dev.bwob.v1.ForgetResponse;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bwob builds forget}. */
@Command(
    description = "Forgets a recorded build. Files on disk stay as they are.",
    sortOptions = false)
public final class BuildsForgetCommand implements VerbCommand {
  @Parameters(paramLabel = "ID", arity = "0..*", description = "The build's id or its beginning.")
  private final List<String> ids = new ArrayList<>();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    ForgetRequest request =
        ForgetRequest.newBuilder().setInvocationId(BuildsShowCommand.oneId(ids, "forget")).build();
    ForgetResponse response = session.call(daemon -> daemon.builds().forget(request));
    if (session.console().json()) {
      session
          .console()
          .print(
              JsonLine.of("forgotten")
                  .put("id", response.getInvocationId())
                  .put("outputs", response.getOutputs()));
    } else {
      session
          .console()
          .print(
              "Forgot build %s; %d paths are no longer known."
                  .formatted(response.getInvocationId(), response.getOutputs()));
    }
    return ExitCode.OK;
  }
}
