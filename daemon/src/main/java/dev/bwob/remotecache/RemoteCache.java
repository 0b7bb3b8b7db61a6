package dev.bwob.remotecache;

import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.cas.local.LocalStore;
import dev.bwob.server.CallThreads;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import java.util.List;
import java.util.stream.Stream;

/**
 * The services that a build needs of {@code --remote_cache}: Capabilities,
 * ContentAddressableStorage, ByteStream and ActionCache, over one local store.
 */
public final class RemoteCache {
  /**
   * What the server must let in, in bytes: more than gRPC does by itself, so that a batch that is
   * too large is told so.
   */
  public static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

  private RemoteCache() {}

  /**
   * The services, for one server.
   *
   * @param listener hears of the action results that pass
   */
  public static List<BindableService> services(LocalStore store, ResultListener listener) {
    LocalBlobs blobs = store.blobs();
    CallThreads threads = new CallThreads(Refusals::toException);
    ServerInterceptor metadata = new RequestMetadataInterceptor();
    return Stream.<BindableService>of(
            new CapabilitiesService(),
            new ContentAddressableStorageService(blobs, threads),
            new ByteStreamService(blobs, threads),
            new ActionCacheService(new ActionResults(store), listener, threads))
        .<BindableService>map(service -> () -> ServerInterceptors.intercept(service, metadata))
        .toList();
  }
}
