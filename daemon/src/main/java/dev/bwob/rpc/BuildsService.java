package dev.bwob.rpc;

import dev.bwob.fetch.RequestException;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedTarget;
import dev.bwob.output.Invocation;
import dev.bwob.output.Workspace;
import dev.bwob.server.RequestStream;
import dev.bwob.v1.BuildsGrpc;
import dev.bwob.v1.ForgetRequest;
import dev.bwob.v1.ForgetResponse;
import dev.bwob.v1.GetBuildRequest;
import dev.bwob.v1.GetBuildResponse;
import dev.bwob.v1.IngestRequest;
import dev.bwob.v1.IngestResponse;
import dev.bwob.v1.ListBuildsRequest;
import dev.bwob.v1.OutputGroup;
import dev.bwob.v1.RecordRequest;
import dev.bwob.v1.RecordResponse;
import dev.bwob.v1.Target;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code bwob.v1.Builds}: recording builds, and asking which are known. */
public final class BuildsService extends BuildsGrpc.BuildsImplBase {
  private final BuildIndex builds;
  private final OutputRecorder recorder;
  private final Scopes scopes;
  private final Ingestion ingestion;

  public BuildsService(BuildIndex builds, OutputRecorder recorder, Scopes scopes) {
    this.builds = builds;
    this.recorder = recorder;
    this.scopes = scopes;
    this.ingestion = new Ingestion(builds, recorder);
  }

  @Override
  public StreamObserver<RecordRequest> record(StreamObserver<RecordResponse> observer) {
    RequestStream<RecordRequest> requests = new RequestStream<>(observer);
    Calls.start(observer, responses -> responses.send(record(requests)));
    return requests;
  }

  private RecordResponse record(RequestStream<RecordRequest> requests) throws Exception {
    RecordRequest first = requests.next();
    if (first == null || !first.hasHeader()) {
      throw new RequestException(
          RequestException.Kind.INVALID, "A recording must start with its header");
    }
    Invocation invocation = InvocationProtos.fromProto(first.getHeader());
    long outputs = 0;
    try (InvocationRecorder recording = recorder.begin(invocation)) {
      Optional<Invocation.ExitCode> exitCode = Optional.empty();
      for (RecordRequest request = requests.next(); request != null; request = requests.next()) {
        switch (request.getMessageCase()) {
          case OUTPUT -> {
            recording.output(OutputProtos.fromProto(request.getOutput()));
            outputs++;
          }
          case END ->
              exitCode =
                  Optional.of(
                      new Invocation.ExitCode(
                          request.getEnd().getExitCode(), request.getEnd().getExitCodeName()));
          case HEADER, MESSAGE_NOT_SET ->
              throw new RequestException(
                  RequestException.Kind.INVALID,
                  "Message %d of the recording is neither an output nor the end"
                      .formatted(outputs + 2));
        }
      }
      recording.finish(
          invocation.ended(Invocation.State.FINISHED, Optional.of(Instant.now()), exitCode));
    }
    return RecordResponse.newBuilder().setOutputs(outputs).build();
  }

  @Override
  public StreamObserver<IngestRequest> ingest(StreamObserver<IngestResponse> observer) {
    RequestStream<IngestRequest> requests = new RequestStream<>(observer);
    Calls.start(observer, responses -> ingestion.run(requests, responses));
    return requests;
  }

  @Override
  public void list(ListBuildsRequest request, StreamObserver<dev.bwob.v1.Invocation> observer) {
    Calls.start(
        observer,
        responses -> {
          Optional<Workspace> workspace =
              request.getWorkingDirectory().isEmpty()
                  ? Optional.empty()
                  : Optional.of(scopes.of(request.getWorkingDirectory(), "").workspace());
          for (Invocation invocation : builds.invocations(workspace)) {
            responses.send(InvocationProtos.toProto(invocation));
          }
        });
  }

  @Override
  public void get(GetBuildRequest request, StreamObserver<GetBuildResponse> observer) {
    Calls.start(
        observer,
        responses -> {
          Invocation invocation = invocation(request.getInvocationId());
          List<Target> targets = new ArrayList<>();
          builds.targets(
              invocation.workspace(),
              invocation.id(),
              /* labelPrefix= */ "",
              label -> true,
              target -> targets.add(toProto(target)));
          responses.send(
              GetBuildResponse.newBuilder()
                  .setInvocation(
                      InvocationProtos.toProto(invocation).toBuilder().setTargets(targets.size()))
                  .build());
          for (Target target : targets) {
            responses.send(GetBuildResponse.newBuilder().setTarget(target).build());
          }
        });
  }

  private Invocation invocation(String idPrefix) throws RequestException {
    String id = scopes.of(/* workingDirectory= */ "/", idPrefix).invocationId();
    return builds.invocationsById(id).getFirst();
  }

  private Target toProto(RecordedTarget target) {
    Target.Builder proto =
        Target.newBuilder()
            .setLabel(target.label())
            .setAspect(target.aspect())
            .setConfiguration(target.configuration())
            .setKind(target.kind())
            .setSuccess(target.success())
            .setAborted(target.aborted());
    for (RecordedGroup group : target.groups()) {
      long[] files = new long[1];
      builds.files(
          group,
          output -> {
            files[0]++;
            return true;
          });
      proto.addOutputGroups(
          OutputGroup.newBuilder()
              .setName(group.name())
              .setIncomplete(group.incomplete())
              .setFiles(files[0]));
    }
    return proto.build();
  }

  @Override
  public void forget(ForgetRequest request, StreamObserver<ForgetResponse> observer) {
    Calls.start(
        observer,
        responses -> {
          String id = invocation(request.getInvocationId()).id();
          OptionalLong outputs = recorder.forget(id);
          responses.send(
              ForgetResponse.newBuilder()
                  .setInvocationId(id)
                  .setOutputs(outputs.orElse(0))
                  .build());
        });
  }
}
