package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Small records of a {@link LocalStore}, by a name space and a digest. They share the store's limit
 * with the blobs. On disk: the CRC-32C of the bytes, four bytes, big-endian; then the bytes.
 */
public final class LocalRecords {
  private static final int CHECKSUM_BYTES = 4;

  private final StoredFiles files;
  private final TempFiles temps;

  LocalRecords(StoredFiles files, TempFiles temps) {
    this.files = files;
    this.temps = temps;
  }

  /**
   * Stores a record in place of an older one.
   *
   * @param space any text
   * @param key what it is found by again
   * @throws StoreFullException when there is no room
   */
  public void put(String space, Digest key, ByteBuffer bytes)
      throws IOException, InterruptedException {
    ByteBuffer checksum = ByteBuffer.allocate(CHECKSUM_BYTES).putInt(0, checksumOf(bytes));
    temps.store(keyOf(space, key), checksum, bytes.duplicate());
  }

  /** A record's bytes; it counts as used. Empty if there is none, or it is broken. */
  public Optional<ByteBuffer> get(String space, Digest key) throws IOException {
    StoreKey name = keyOf(space, key);
    Optional<OpenFile> opened = files.open(name);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (OpenFile file = opened.get()) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.channel().size()));
      while (bytes.hasRemaining() && file.channel().read(bytes) >= 0) {
        // Until all is read.
      }
      bytes.flip();
      if (bytes.remaining() >= CHECKSUM_BYTES && bytes.getInt() == checksumOf(bytes)) {
        return Optional.of(bytes.slice());
      }
    }
    files.delete(name);
    return Optional.empty();
  }

  private static StoreKey keyOf(String space, Digest key) {
    return new StoreKey(StoreLayout.spaceFolder(space), key);
  }

  private static int checksumOf(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes.duplicate());
    return (int) checksum.getValue();
  }
}
