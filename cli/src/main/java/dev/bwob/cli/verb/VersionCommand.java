package dev.bwob.cli.verb;

import dev.bwob.cli.console.JsonLine;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.endpoint.BwobVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bwob version}. */
@Command(description = "Prints the version.", sortOptions = false)
public final class VersionCommand implements VerbCommand {
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) {
    String version = BwobVersion.current();
    if (session.console().json()) {
      session.console().print(JsonLine.of("version").put("version", version));
    } else {
      session.console().print("bwob " + version);
    }
    return ExitCode.OK;
  }
}
