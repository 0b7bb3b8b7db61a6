package dev.bwob.rpc;

import dev.bwob.fetch.RequestException;
import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.output.Workspace;
import dev.bwob.v1.DaemonGrpc;
import dev.bwob.v1.ProbeRequest;
import dev.bwob.v1.ProbeResponse;
import dev.bwob.v1.StatusRequest;
import dev.bwob.v1.StatusResponse;
import dev.bwob.v1.StopRequest;
import dev.bwob.v1.StopResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.function.LongSupplier;

/** {@code bwob.v1.Daemon}: the daemon itself. */
public final class DaemonService extends DaemonGrpc.DaemonImplBase {
  private final StatusResponse status;
  private final OutputIndex outputs;
  private final BuildIndex builds;
  private final LongSupplier indexBytes;
  private final Sources sources;
  private final Scopes scopes;
  private final Runnable stop;

  /**
   * @param status what does not change while the daemon lives
   * @param indexBytes the index's size on disk
   * @param stop ends the daemon, once running calls have ended
   */
  public DaemonService(
      StatusResponse status,
      OutputIndex outputs,
      BuildIndex builds,
      LongSupplier indexBytes,
      Sources sources,
      Scopes scopes,
      Runnable stop) {
    this.status = status;
    this.outputs = outputs;
    this.builds = builds;
    this.indexBytes = indexBytes;
    this.sources = sources;
    this.scopes = scopes;
    this.stop = stop;
  }

  @Override
  public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
    Calls.start(
        observer,
        responses ->
            responses.send(
                status.toBuilder()
                    .setWorkspaces(builds.workspaces().size())
                    .setInvocations(builds.invocations(Optional.empty()).size())
                    .setOutputs(outputs.size())
                    .setIndexBytes(indexBytes.getAsLong())
                    .build()));
  }

  @Override
  public void stop(StopRequest request, StreamObserver<StopResponse> observer) {
    Calls.start(
        observer,
        responses -> {
          responses.send(StopResponse.newBuilder().setPid(status.getPid()).build());
          stop.run();
        });
  }

  @Override
  public void probe(ProbeRequest request, StreamObserver<ProbeResponse> observer) {
    Calls.start(
        observer,
        responses -> {
          Workspace workspace = workspaceOrNone(request.getWorkingDirectory());
          responses.send(
              ProbeResponse.newBuilder()
                  .setWorkspaceDirectory(workspace.directory())
                  .setExecRoot(workspace.execRoot())
                  .addAllSources(sources.probe(workspace, request.getRemote()))
                  .build());
        });
  }

  private Workspace workspaceOrNone(String workingDirectory) {
    try {
      return scopes.of(workingDirectory, /* invocationId= */ "").workspace();
    } catch (RequestException nothingRecorded) {
      return new Workspace("", "");
    }
  }
}
