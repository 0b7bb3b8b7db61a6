package dev.bwob.cas.grpc;

import com.google.protobuf.ByteString;
import dev.bwob.digest.Digest;
import io.grpc.Status;
import io.grpc.StatusException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The blobs of a fake server, with its behaviour for sizes that do not fit. */
final class StoredBlobs {
  private final ServerProfile profile;
  private final Map<String, Stored> blobs = new ConcurrentHashMap<>();

  /** What is on the server's disk; size is what the server believes it to be. */
  private record Stored(long size, ByteString content) {
    byte[] bytes() {
      return content.toByteArray();
    }
  }

  StoredBlobs(ServerProfile profile) {
    this.profile = profile;
  }

  void put(Digest digest, byte[] bytes) {
    blobs.put(digest.hex(), new Stored(digest.size(), ByteString.copyFrom(bytes)));
  }

  void remove(String hash) {
    blobs.remove(hash);
  }

  boolean has(String hash, long size) {
    Stored stored = blobs.get(hash);
    return stored != null && (stored.size == size || profile.sizes() != ServerProfile.Sizes.STRICT);
  }

  byte[] forBatch(String hash, long size) throws StatusException {
    return find(hash, size, /* batch= */ true);
  }

  byte[] forRead(String hash, long size) throws StatusException {
    return find(hash, size, /* batch= */ false);
  }

  private byte[] find(String hash, long size, boolean batch) throws StatusException {
    Stored stored = blobs.get(hash);
    if (stored == null) {
      throw notFound();
    }
    if (size == stored.size && stored.content.size() >= size) {
      return stored.bytes();
    }
    return switch (profile.sizes()) {
      case STRICT -> throw notFound();
      case CASD -> {
        if (size > stored.content.size()) {
          blobs.remove(hash);
          throw notFound();
        }
        yield Arrays.copyOf(stored.bytes(), Math.toIntExact(size));
      }
      case BUILDGRID -> {
        if (size > stored.content.size() && !batch) {
          throw Status.DATA_LOSS.withDescription("Blob is damaged").asException();
        }
        yield Arrays.copyOf(stored.bytes(), Math.toIntExact(Math.min(size, stored.content.size())));
      }
    };
  }

  private static StatusException notFound() {
    return Status.NOT_FOUND.withDescription("Blob not found").asException();
  }
}
