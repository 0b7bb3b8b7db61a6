package dev.bwob.daemon;

import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.Retries;
import dev.bwob.cas.grpc.GrpcBlobStore;
import dev.bwob.cas.http.HttpBlobStore;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.stack.BlobStores;

/**
 * A source of blobs that is kept open: the transport, and the store that users of blobs see, which
 * is the transport with retry, resume and verification around it.
 */
record StandardSource(String name, BlobStore transport, BlobStore store) {
  /** Opens a source. No I/O yet: a server that is away shows at the first call. */
  static StandardSource open(SourceSettings settings) {
    BlobStore transport = BlobStores.transport(settings);
    String name = nameOf(settings);
    return new StandardSource(
        name,
        transport,
        BlobStores.reliable(transport, name, Retries.of(settings.transfer().retry())));
  }

  /** For people, such as {@code grpc://cache:9092 (instance main)}. */
  static String nameOf(SourceSettings settings) {
    return settings.instanceName().isEmpty()
        ? settings.address().toString()
        : settings.address() + " (instance " + settings.instanceName() + ")";
  }

  /** Asks the source what it offers, in words. */
  String offers() throws BlobException, InterruptedException {
    return switch (transport) {
      case GrpcBlobStore grpc -> grpc.probe().inWords();
      case HttpBlobStore http -> http.probe();
      default -> "a folder";
    };
  }

  void close() {
    store.close();
  }
}
