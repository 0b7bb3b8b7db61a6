package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.ActionCacheUpdateCapabilities;
import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.CapabilitiesGrpc;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.GetCapabilitiesRequest;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.remote.execution.v2.SymlinkAbsolutePathStrategy;
import build.bazel.semver.SemVer;
import dev.bwob.digest.DigestFunction;
import io.grpc.stub.StreamObserver;

/** {@code Capabilities}: the same for every instance. */
final class CapabilitiesService extends CapabilitiesGrpc.CapabilitiesImplBase {
  /** gRPC's usual limit of 4 MiB for a message, less 64 KiB for what is around the bytes. */
  static final long MAX_BATCH = 4 * 1024 * 1024 - 64 * 1024;

  private static final ServerCapabilities CAPABILITIES = capabilities();

  private static ServerCapabilities capabilities() {
    CacheCapabilities.Builder cache =
        CacheCapabilities.newBuilder()
            .setActionCacheUpdateCapabilities(
                ActionCacheUpdateCapabilities.newBuilder().setUpdateEnabled(true))
            .setMaxBatchTotalSizeBytes(MAX_BATCH)
            .setSymlinkAbsolutePathStrategy(SymlinkAbsolutePathStrategy.Value.ALLOWED)
            .addSupportedCompressors(Compressor.Value.ZSTD)
            .addSupportedBatchUpdateCompressors(Compressor.Value.ZSTD);
    for (DigestFunction function : DigestFunction.values()) {
      cache.addDigestFunctionsValue(function.number());
    }
    return ServerCapabilities.newBuilder()
        .setCacheCapabilities(cache)
        .setDeprecatedApiVersion(SemVer.newBuilder().setMajor(2).setMinor(0))
        .setLowApiVersion(SemVer.newBuilder().setMajor(2).setMinor(0))
        .setHighApiVersion(SemVer.newBuilder().setMajor(2).setMinor(4))
        .build();
  }

  @Override
  public void getCapabilities(
      GetCapabilitiesRequest request, StreamObserver<ServerCapabilities> observer) {
    observer.onNext(CAPABILITIES);
    observer.onCompleted();
  }
}
