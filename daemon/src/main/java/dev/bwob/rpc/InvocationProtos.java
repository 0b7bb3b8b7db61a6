package dev.bwob.rpc;

import dev.bwob.fetch.RequestException;
import dev.bwob.output.Invocation;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Workspace;
import dev.bwob.v1.InvocationState;
import java.time.Instant;

/** Invocations between the domain and {@code bwob.v1}. */
final class InvocationProtos {
  private InvocationProtos() {}

  static dev.bwob.v1.Invocation toProto(Invocation invocation) {
    dev.bwob.v1.Invocation.Builder proto =
        dev.bwob.v1.Invocation.newBuilder()
            .setId(invocation.id())
            .setWorkspaceDirectory(invocation.workspace().directory())
            .setExecRoot(invocation.workspace().execRoot())
            .setCommand(invocation.command())
            .setToolVersion(invocation.toolVersion())
            .setStartMillis(invocation.start().toEpochMilli())
            .setState(
                switch (invocation.state()) {
                  case RUNNING -> InvocationState.INVOCATION_STATE_RUNNING;
                  case FINISHED -> InvocationState.INVOCATION_STATE_FINISHED;
                  case CUT -> InvocationState.INVOCATION_STATE_CUT;
                })
            .setRemoteCache(invocation.remote().remoteCache())
            .setInstanceName(invocation.remote().instanceName())
            .setDiskCache(invocation.remote().diskCache())
            .setDigestFunction(invocation.remote().digestFunction());
    invocation.finish().ifPresent(finish -> proto.setFinishMillis(finish.toEpochMilli()));
    invocation
        .exitCode()
        .ifPresent(exit -> proto.setExitCode(exit.code()).setExitCodeName(exit.name()));
    return proto.build();
  }

  /** The header of a recording. */
  static Invocation fromProto(dev.bwob.v1.Invocation proto) throws RequestException {
    require(!proto.getId().isEmpty(), "id");
    require(proto.getWorkspaceDirectory().startsWith("/"), "workspace_directory (absolute)");
    require(proto.getExecRoot().startsWith("/"), "exec_root (absolute)");
    require(proto.getStartMillis() > 0, "start_millis");
    return Invocation.started(
        proto.getId(),
        new Workspace(proto.getWorkspaceDirectory(), proto.getExecRoot()),
        proto.getCommand(),
        proto.getToolVersion(),
        Instant.ofEpochMilli(proto.getStartMillis()),
        new RemoteSettings(
            proto.getRemoteCache(),
            proto.getInstanceName(),
            proto.getDiskCache(),
            proto.getDigestFunction(),
            ""));
  }

  private static void require(boolean holds, String field) throws RequestException {
    if (!holds) {
      throw new RequestException(
          RequestException.Kind.INVALID, "The header of a recording must have the field " + field);
    }
  }
}
