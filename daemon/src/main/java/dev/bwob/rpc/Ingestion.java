package dev.bwob.rpc;

import dev.bwob.fetch.RequestException;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestProgress;
import dev.bwob.ingest.IngestSummary;
import dev.bwob.ingest.bep.BuildEventIngest;
import dev.bwob.ingest.bep.GrowthWait;
import dev.bwob.server.RequestStream;
import dev.bwob.server.ResponseStream;
import dev.bwob.v1.IngestFile;
import dev.bwob.v1.IngestRequest;
import dev.bwob.v1.IngestResponse;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Reads a build's file into the index for a client, and tells it how far that is. */
final class Ingestion {
  /** Bazel writes about four times a second. */
  private static final Duration LOOKS_AGAIN_AFTER = Duration.ofMillis(100);

  private final BuildIndex builds;
  private final BuildEventIngest reader;

  Ingestion(BuildIndex builds, OutputRecorder recorder) {
    this.builds = builds;
    this.reader = new BuildEventIngest(recorder);
  }

  void run(RequestStream<IngestRequest> requests, ResponseStream<IngestResponse> responses)
      throws Exception {
    IngestRequest first = requests.next();
    if (first == null) {
      throw new RequestException(
          RequestException.Kind.INVALID, "The request does not say what to read");
    }
    IngestListener listener = progress -> responses.sendIfReady(toProto(progress).build());
    IngestSummary summary =
        switch (first.getSourceCase()) {
          case FILE -> readFile(first.getFile(), listener);
          case STREAM_NAME ->
              reader.ingest(new ChunkInputStream(requests), first.getStreamName(), listener);
          case CHUNK, SOURCE_NOT_SET ->
              throw new RequestException(
                  RequestException.Kind.INVALID, "The first message must name a file or a stream");
        };
    responses.send(toProto(summary));
  }

  private IngestSummary readFile(IngestFile request, IngestListener listener) throws Exception {
    Path file = Path.of(request.getPath());
    if (!file.isAbsolute()) {
      throw new RequestException(
          RequestException.Kind.INVALID, "The path of the file must be absolute: " + file);
    }
    if (Files.isDirectory(file)) {
      throw new RequestException(
          RequestException.Kind.INVALID,
          "%s is a folder: name the file in it that the build wrote.".formatted(file));
    }
    if (request.getFollow()) {
      return reader.follow(file, GrowthWait.polling(LOOKS_AGAIN_AFTER), listener);
    }
    try (InputStream input = Files.newInputStream(file)) {
      return reader.ingest(input, file.toString(), listener);
    }
  }

  private IngestResponse toProto(IngestSummary summary) {
    IngestResponse.Builder response =
        toProto(summary.progress())
            .setDone(true)
            .setUnknownEvents(summary.unknownEvents())
            .setWarningCount(summary.warningCount())
            .addAllWarnings(summary.warnings());
    summary.cut().ifPresent(response::setCut);
    if (!summary.invocationIds().isEmpty()) {
      builds.invocationsById(summary.invocationIds().getLast()).stream()
          .findFirst()
          .ifPresent(invocation -> response.setInvocation(InvocationProtos.toProto(invocation)));
    }
    return response.build();
  }

  private static IngestResponse.Builder toProto(IngestProgress progress) {
    return IngestResponse.newBuilder()
        .setEvents(progress.events())
        .setOutputs(progress.outputs())
        .setTargets(progress.targets())
        .setBytesRead(progress.bytesRead());
  }
}
