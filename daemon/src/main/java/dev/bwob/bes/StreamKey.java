package dev.bwob.bes;

import com.google.devtools.build.v1.StreamId;
import com.google.devtools.build.v1.StreamId.BuildComponent;

/** Whose events a stream carries; events are numbered within it, also over several streams. */
record StreamKey(String buildId, String invocationId, BuildComponent component) {
  /** Bazel's are UUIDs. */
  private static final int MAX_LENGTH = 256;

  /**
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when an id is absent or too long
   */
  static StreamKey of(StreamId id) {
    check("build id", id.getBuildId());
    check("invocation id", id.getInvocationId());
    return new StreamKey(id.getBuildId(), id.getInvocationId(), id.getComponent());
  }

  static void check(String what, String id) {
    if (id.isEmpty()) {
      throw Refusal.invalid("The stream id of a build event has no %s.".formatted(what));
    }
    if (id.length() > MAX_LENGTH) {
      throw Refusal.invalid(
          "The %s of a build event has %d characters; at most %d are taken."
              .formatted(what, id.length(), MAX_LENGTH));
    }
  }

  @Override
  public String toString() {
    return "the event stream of invocation " + invocationId;
  }
}
