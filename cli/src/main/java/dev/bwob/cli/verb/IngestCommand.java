package dev.bwob.cli.verb;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bwob.cli.console.ByteSize;
import dev.bwob.cli.console.Console;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.flags.CommonOptions;
import dev.bwob.cli.session.Session;
import dev.bwob.cli.session.VerbCommand;
import dev.bwob.v1.IngestFile;
import dev.bwob.v1.IngestRequest;
import dev.bwob.v1.IngestResponse;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bwob ingest}. */
@Command(
    description =
        "Records a build from the file that its --build_event_binary_file or"
            + " --build_event_json_file wrote.",
    sortOptions = false)
public final class IngestCommand implements VerbCommand {
  private static final String STANDARD_INPUT = "-";
  private static final int CHUNK_BYTES = 256 << 10;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "The file, plain, gzip or zstd; - is standard input.")
  private final List<String> files = new ArrayList<>();

  @Option(
      names = "--follow",
      negatable = true,
      description = "Keep reading while the build writes, until it ends.")
  private boolean follow;

  @Mixin private final CommonOptions common = new CommonOptions();

  private IngestResponse last = IngestResponse.getDefaultInstance();
  // Set by the thread that sends.
  private volatile @Nullable IOException unread = null;

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public ExitCode run(Session session) throws CliException {
    if (files.size() != 1) {
      throw CliException.commandLine(
          "bwob ingest takes one file (or - for standard input), and %d were named."
              .formatted(files.size()));
    }
    String file = files.getFirst();
    IngestReport report = new IngestReport(session.console());
    var daemon = session.daemon();
    try {
      session.cancellable(() -> {
        BlockingClientCall<IngestRequest, IngestResponse> call = daemon.buildStreams().ingest();
        if (file.equals(STANDARD_INPUT)) {
          send(call, session.environment().in());
        } else {
          call.write(fileRequest(session.environment().path(file)));
          call.halfClose();
        }
        return receive(call, session.console());
      });
    } catch (CliException e) {
      report.broken(last);
      throw e;
    }
    IOException failedRead = unread;
    if (failedRead != null) {
      report.broken(last);
      throw CliException.local(
          "Standard input can't be read: " + failedRead.getMessage() + ".", failedRead);
    }
    return report.done(last, file);
  }

  private IngestRequest fileRequest(Path path) {
    return IngestRequest.newBuilder()
        .setFile(IngestFile.newBuilder().setPath(path.toString()).setFollow(follow))
        .build();
  }

  private boolean receive(BlockingClientCall<IngestRequest, IngestResponse> call, Console console)
      throws StatusException, InterruptedException {
    for (IngestResponse response = call.read(); response != null; response = call.read()) {
      last = response;
      console
          .progress()
          .show(() ->
              "%s read, %d events, %d outputs, %d targets"
                  .formatted(
                      ByteSize.text(last.getBytesRead()),
                      last.getEvents(),
                      last.getOutputs(),
                      last.getTargets()));
    }
    return true;
  }

  /** Sends the stream beside the thread that receives, as fast as the daemon takes it. */
  private void send(BlockingClientCall<IngestRequest, IngestResponse> call, InputStream in) {
    Thread.ofVirtual()
        .name("ingest-stdin")
        .start(() -> {
          try {
            call.write(IngestRequest.newBuilder().setStreamName("<stdin>").build());
            while (true) {
              byte[] chunk = new byte[CHUNK_BYTES];
              int length = in.read(chunk);
              if (length < 0) {
                break;
              }
              // The array is never written again.
              ByteString bytes = UnsafeByteOperations.unsafeWrap(chunk, 0, length);
              if (!call.write(IngestRequest.newBuilder().setChunk(bytes).build())) {
                return;
              }
            }
            call.halfClose();
          } catch (IOException e) {
            unread = e;
            // What came so far stays recorded, as of a cut file.
            call.halfClose();
          } catch (StatusException e) {
            // The thread that receives sees the same end, and tells it.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
