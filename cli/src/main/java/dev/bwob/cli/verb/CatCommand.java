package dev.bwob.cli.verb;

import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.flags.SelectionOptions;
import dev.bwob.cli.flags.SourceOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.ReadRequest;
import dev.bwob.v1.ReadResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bwob cat}. Its standard output is the output's bytes and nothing else. */
@Command(description = "Writes the bytes of one output to standard output.", sortOptions = false)
public final class CatCommand implements VerbCommand {
  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Option(
      names = "--offset",
      paramLabel = "BYTES",
      description = "Leave out so many bytes at the beginning; the rest can't be verified then.")
  private long offset;

  @Mixin private final SourceOptions sources = new SourceOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException, IOException {
    if (selection.patterns.size() != 1) {
      throw CliException.commandLine(
          "bwob cat takes one output, and %d were named.".formatted(selection.patterns.size()));
    }
    if (offset < 0) {
      throw CliException.commandLine("--offset is not negative: " + offset + ".");
    }
    ReadRequest request =
        ReadRequest.newBuilder()
            .setSelection(selection.selection(session.environment()))
            .setOffset(offset)
            .setRemote(sources.remote(session.environment()))
            .build();
    OutputStream out = session.console().bytes();
    session.stream(daemon -> daemon.outputs().read(request), response -> write(response, out));
    out.flush();
    return ExitCode.OK;
  }

  private static void write(ReadResponse response, OutputStream out) {
    try {
      response.getData().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("the console throws OutputException", e);
    }
  }
}
