package dev.bwob.rpc;

import dev.bwob.fetch.DiskView;
import dev.bwob.fetch.RequestException;
import dev.bwob.fetch.Scope;
import dev.bwob.fetch.SelectionRequest;
import dev.bwob.fetch.SelectionResolver;
import dev.bwob.index.RecordedOutput;
import dev.bwob.server.ResponseStream;
import dev.bwob.v1.LocalState;
import dev.bwob.v1.StatResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Answers, pattern by pattern, what is known of outputs and what is on disk in their places. */
final class OutputStats {
  private final SelectionResolver resolver;
  private final DiskView disk;

  OutputStats(SelectionResolver resolver, DiskView disk) {
    this.resolver = resolver;
    this.disk = disk;
  }

  void run(SelectionRequest request, ResponseStream<StatResponse> responses)
      throws RequestException, IOException, InterruptedException {
    Scope scope = resolver.scope(request);
    for (String pattern : request.patterns()) {
      List<RecordedOutput> outputs = new ArrayList<>();
      try {
        resolver.visit(request.only(pattern), (sameAsAbove, output) -> outputs.add(output));
      } catch (RequestException e) {
        // Each pattern has an answer: one that nobody recorded does not hide the others.
        responses.send(
            StatResponse.newBuilder()
                .setPattern(pattern)
                .setStatus(StatusMapper.toStatus(e))
                .build());
        continue;
      }
      for (RecordedOutput output : outputs) {
        Path place = Path.of(scope.workspace().execRoot()).resolve(output.output().path().value());
        responses.send(
            StatResponse.newBuilder()
                .setPattern(pattern)
                .setOutput(OutputProtos.toProto(output))
                .setLocalPath(place.toString())
                .setLocal(toProto(dev.bwob.fetch.LocalState.of(output.output(), place, disk)))
                .build());
      }
    }
  }

  private static LocalState toProto(dev.bwob.fetch.LocalState state) {
    return switch (state) {
      case ABSENT -> LocalState.LOCAL_STATE_ABSENT;
      case PRESENT -> LocalState.LOCAL_STATE_PRESENT;
      case DIFFERENT -> LocalState.LOCAL_STATE_DIFFERENT;
      case DANGLING -> LocalState.LOCAL_STATE_DANGLING;
    };
  }
}
