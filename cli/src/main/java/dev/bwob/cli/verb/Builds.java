package dev.bwob.cli.verb;

import dev.bwob.cli.console.JsonLine;
import dev.bwob.v1.Invocation;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a recorded build is written, for people and for programs. */
final class Builds {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final int SHORT_ID = 8;

  private Builds() {}

  static String shortId(Invocation build) {
    String id = build.getId();
    return id.length() <= SHORT_ID ? id : id.substring(0, SHORT_ID);
  }

  /** Local time; "-" for none. */
  static String time(long millis) {
    return millis == 0
        ? "-"
        : TIME.format(Instant.ofEpochMilli(millis).atZone(ZoneId.systemDefault()));
  }

  /** Such as "running", "cut", "SUCCESS (0)". */
  static String state(Invocation build) {
    return switch (build.getState()) {
      case INVOCATION_STATE_FINISHED ->
          "%s (%d)".formatted(build.getExitCodeName(), build.getExitCode()).strip();
      case INVOCATION_STATE_RUNNING -> "running";
      case INVOCATION_STATE_CUT -> "cut";
      case INVOCATION_STATE_UNSPECIFIED, UNRECOGNIZED -> "-";
    };
  }

  static JsonLine json(Invocation build) {
    return JsonLine.of("build")
        .put("id", build.getId())
        .put("workspace_directory", build.getWorkspaceDirectory())
        .put("exec_root", build.getExecRoot())
        .put("command", build.getCommand())
        .put("tool_version", build.getToolVersion())
        .known("start_millis", build.getStartMillis())
        .known("finish_millis", build.getFinishMillis())
        .put(
            "state",
            build.getState().name().replace("INVOCATION_STATE_", "").toLowerCase(Locale.ROOT))
        .put("exit_code", build.getExitCode())
        .put("exit_code_name", build.getExitCodeName())
        .put("remote_cache", build.getRemoteCache())
        .put("instance_name", build.getInstanceName())
        .put("disk_cache", build.getDiskCache())
        .put("digest_function", build.getDigestFunction())
        .put("targets", build.getTargets());
  }
}
