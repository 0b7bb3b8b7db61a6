package dev.bwob.remotecache;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Compresses and decompresses the blobs of one batch. Contexts are kept, as making one costs more
 * than using it; not by thread, as virtual threads are not kept.
 */
final class ZstdBatch implements AutoCloseable {
  /** Fast: the client is on this machine, or on a network that is faster than a higher level. */
  static final int LEVEL = 1;

  private static final Queue<ZstdBatch> KEPT = new ConcurrentLinkedQueue<>();

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();

  private ZstdBatch() {
    compressor.setLevel(LEVEL);
  }

  static ZstdBatch take() {
    ZstdBatch kept = KEPT.poll();
    return kept == null ? new ZstdBatch() : kept;
  }

  ByteString compress(byte[] bytes) {
    return UnsafeByteOperations.unsafeWrap(compressor.compress(bytes));
  }

  /**
   * Decompresses a blob, which may be of several frames, never to more than its size.
   *
   * @return what came out, which may be less
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when it is not a zstd stream
   */
  ByteBuffer decompress(ByteString compressed, long size) {
    byte[] from = compressed.toByteArray();
    byte[] bytes = new byte[Math.toIntExact(size)];
    try {
      int length = decompressor.decompressByteArray(bytes, 0, bytes.length, from, 0, from.length);
      return ByteBuffer.wrap(bytes, 0, length);
    } catch (ZstdException e) {
      throw Refusals.invalid("Not a zstd stream of %d bytes: %s".formatted(size, e.getMessage()));
    }
  }

  @Override
  public void close() {
    KEPT.add(this);
  }
}
