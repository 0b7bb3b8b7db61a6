package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.FindMissingBlobsRequest;
import build.bazel.remote.execution.v2.FindMissingBlobsResponse;
import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BytesBlob;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.source.Compression;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.source.TransferSettings;
import dev.bwob.digest.Digest;
import io.grpc.StatusException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Blobs from a server of the Remote Execution API: small ones by BatchReadBlobs, large ones by
 * ByteStream.Read. Neither retries nor verifies; {@link dev.bwob.cas.ResumingBlobStore} and {@link
 * dev.bwob.cas.VerifyingBlobStore} do.
 */
public final class GrpcBlobStore implements BlobStore {
  /** Larger blobs gain nothing from a batch, and would be whole in memory. */
  private static final long LARGEST_BATCHED = 1024 * 1024;

  /** Bounds the memory that answers take: 4 MiB each. */
  private static final int MOST_BATCHES = 8;

  private final GrpcConnection connection;
  private final Capabilities capabilities;
  private final BatchReader batches;
  private final Semaphore streams;
  private final RemoteName names;

  private GrpcBlobStore(GrpcConnection connection) {
    SourceSettings settings = connection.settings();
    int parallelism = settings.transfer().parallelism();
    this.connection = connection;
    this.capabilities = new Capabilities(connection);
    this.batches = new BatchReader(connection, Math.min(parallelism, MOST_BATCHES));
    this.streams = new Semaphore(parallelism);
    this.names = new RemoteName(settings.instanceName());
  }

  /**
   * A store for a gRPC address. Connects when first asked.
   *
   * @throws IllegalArgumentException if the settings can't be used; the message is for the user
   */
  public static GrpcBlobStore connect(SourceSettings settings) {
    return new GrpcBlobStore(new GrpcConnection(settings));
  }

  /** Asks the server now what it can do: also a way to see whether it answers. */
  public ServerOffer probe() throws BlobException, InterruptedException {
    return capabilities.ask();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Waits while as many streams are open as the settings allow: who opens several must close
   * them independently of each other.
   */
  @Override
  public Blob open(Digest digest, long offset) throws BlobException, InterruptedException {
    if (digest.isEmpty()) {
      return BytesBlob.empty();
    }
    ServerOffer offer = capabilities.get();
    offer.require(digest.function(), connection.source());
    TransferSettings transfer = connection.settings().transfer();
    boolean zstd = compresses(offer) && digest.size() - offset >= transfer.compressionThreshold();
    String resource = names.resource(digest, zstd);
    streams.acquire();
    Blob blob = StreamedBlob.start(connection, resource, digest, offset, streams::release);
    return zstd ? ZstdBlob.decompress(blob, digest, connection.source()) : blob;
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    ServerOffer offer;
    try {
      offer = capabilities.get();
    } catch (BlobException e) {
      for (Digest digest : digests) {
        receiver.failed(digest, e);
      }
      return;
    }
    List<Digest> asked = new ArrayList<>(digests.size());
    for (Digest digest : digests) {
      if (digest.isEmpty()) {
        receiver.received(digest, ByteBuffer.allocate(0));
        continue;
      }
      try {
        offer.require(digest.function(), connection.source());
        asked.add(digest);
      } catch (SourceRefusedException e) {
        receiver.failed(digest, e);
      }
    }
    batches.read(asked, offer.batchLimit(), compresses(offer), receiver);
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests)
      throws BlobException, InterruptedException {
    Set<Digest> missing = new HashSet<>();
    List<Digest> asked = digests.stream().filter(digest -> !digest.isEmpty()).toList();
    for (List<Digest> part : BatchPacker.packNames(asked, ServerOffer.MAX_BATCH)) {
      findMissing(part, missing);
    }
    return missing;
  }

  private void findMissing(List<Digest> part, Set<Digest> missing)
      throws BlobException, InterruptedException {
    Map<build.bazel.remote.execution.v2.Digest, Digest> byName = new HashMap<>();
    for (Digest digest : part) {
      byName.put(RemoteName.toProto(digest), digest);
    }
    FindMissingBlobsRequest request =
        FindMissingBlobsRequest.newBuilder()
            .setInstanceName(connection.settings().instanceName())
            .setDigestFunctionValue(part.getFirst().function().number())
            .addAllBlobDigests(byName.keySet())
            .build();
    FindMissingBlobsResponse response;
    try {
      response =
          connection.call(ContentAddressableStorageGrpc.getFindMissingBlobsMethod(), request);
    } catch (StatusException e) {
      throw connection
          .translator()
          .aboutCall(e.getStatus(), "was asked which blobs it has (FindMissingBlobs)");
    }
    for (build.bazel.remote.execution.v2.Digest name : response.getMissingBlobDigestsList()) {
      Digest digest = byName.get(name);
      if (digest != null) {
        missing.add(digest);
      }
    }
  }

  @Override
  public long maxBatchedSize() throws BlobException, InterruptedException {
    long room = capabilities.get().batchLimit() - BatchPacker.MOST_FRAMING;
    return Math.clamp(room, 0, LARGEST_BATCHED);
  }

  @Override
  public void close() {
    connection.close();
  }

  private boolean compresses(ServerOffer offer) {
    return offer.zstd()
        && switch (connection.settings().transfer().compression()) {
          case Compression.AUTO -> !connection.settings().address().isLocal();
          case Compression.ON -> true;
          case Compression.OFF -> false;
        };
  }
}
