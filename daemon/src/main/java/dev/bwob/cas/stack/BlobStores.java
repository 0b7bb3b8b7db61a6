package dev.bwob.cas.stack;

import dev.bwob.cas.BlobStore;
import dev.bwob.cas.FallbackBlobStore;
import dev.bwob.cas.ResumingBlobStore;
import dev.bwob.cas.Retries;
import dev.bwob.cas.VerifyingBlobStore;
import dev.bwob.cas.disk.DiskCacheBlobStore;
import dev.bwob.cas.grpc.GrpcBlobStore;
import dev.bwob.cas.http.HttpBlobStore;
import dev.bwob.cas.source.SourceAddress;
import dev.bwob.cas.source.SourceSettings;
import java.util.List;

/** The standard stacks of stores. */
public final class BlobStores {
  private BlobStores() {}

  /**
   * A source as users of blobs should see it: retried, resumed, verified. It connects when first
   * asked; keep it open across requests.
   *
   * @throws IllegalArgumentException if the settings can't be used; the message is for the user
   */
  public static BlobStore open(SourceSettings settings) {
    return reliable(
        transport(settings),
        settings.address().toString(),
        Retries.of(settings.transfer().retry()));
  }

  /**
   * A source with nothing around it.
   *
   * @throws IllegalArgumentException if the settings can't be used; the message is for the user
   */
  public static BlobStore transport(SourceSettings settings) {
    return switch (settings.address()) {
      case SourceAddress.Grpc address -> GrpcBlobStore.connect(settings);
      case SourceAddress.GrpcSocket address -> GrpcBlobStore.connect(settings);
      case SourceAddress.Http address -> HttpBlobStore.connect(settings);
      case SourceAddress.DiskCache(var folder) -> new DiskCacheBlobStore(folder);
    };
  }

  /**
   * Retry and resume, and verification around it, so that the hash spans the parts of a resumed
   * read.
   *
   * @param name names the source in messages
   */
  public static BlobStore reliable(BlobStore transport, String name, Retries retries) {
    return new VerifyingBlobStore(new ResumingBlobStore(transport, retries), name);
  }

  /**
   * Several sources as one, asked in order.
   *
   * @param sources reliable ones, at least one; the nearest first
   */
  public static BlobStore firstOf(List<BlobStore> sources) {
    return sources.size() == 1 ? sources.getFirst() : new FallbackBlobStore(sources);
  }
}
