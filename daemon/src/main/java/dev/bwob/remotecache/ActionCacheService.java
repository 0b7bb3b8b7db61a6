package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.ActionCacheGrpc;
import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.GetActionResultRequest;
import build.bazel.remote.execution.v2.UpdateActionResultRequest;
import dev.bwob.digest.Digest;
import dev.bwob.server.CallThreads;
import io.grpc.stub.StreamObserver;

/** {@code ActionCache}: results are each instance's own. */
final class ActionCacheService extends ActionCacheGrpc.ActionCacheImplBase {
  private final ActionResults results;
  private final ResultListener listener;
  private final CallThreads threads;

  ActionCacheService(ActionResults results, ResultListener listener, CallThreads threads) {
    this.results = results;
    this.listener = listener;
    this.threads = threads;
  }

  @Override
  public void getActionResult(
      GetActionResultRequest request, StreamObserver<ActionResult> observer) {
    threads.start(
        observer,
        responses -> {
          Digest action =
              Digests.fromProto(request.getActionDigest(), request.getDigestFunctionValue());
          ActionResult result =
              results
                  .get(request.getInstanceName(), action)
                  .orElseThrow(() -> Refusals.notFound("No result of action " + action));
          passed(request.getInstanceName(), action, result);
          responses.send(result);
        });
  }

  @Override
  public void updateActionResult(
      UpdateActionResultRequest request, StreamObserver<ActionResult> observer) {
    threads.start(
        observer,
        responses -> {
          Digest action =
              Digests.fromProto(request.getActionDigest(), request.getDigestFunctionValue());
          results.put(request.getInstanceName(), action, request.getActionResult());
          passed(request.getInstanceName(), action, request.getActionResult());
          responses.send(request.getActionResult());
        });
  }

  private void passed(String instance, Digest action, ActionResult result) {
    listener.passed(
        new PassedResult(instance, action, result, RequestMetadataInterceptor.current()));
  }
}
