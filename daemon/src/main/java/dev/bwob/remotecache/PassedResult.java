package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.RequestMetadata;
import dev.bwob.digest.Digest;

/**
 * An action result that a client got or stored.
 *
 * @param action the digest of the action
 * @param metadata what the client's header says of the invocation, the target and the action; empty
 *     where it says nothing
 */
public record PassedResult(
    String instanceName, Digest action, ActionResult result, RequestMetadata metadata) {}
