package dev.bwob.fetch;

import dev.bwob.output.Workspace;

/**
 * What a request is about.
 *
 * @param invocationId in full, when only what that invocation produced is meant; else empty
 */
public record Scope(Workspace workspace, String invocationId) {
  /** Whether only one invocation is meant. */
  public boolean isOneInvocation() {
    return !invocationId.isEmpty();
  }
}
