package dev.bwob.cas.grpc;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.google.protobuf.ByteString;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Decompresses small blobs in one go. Contexts are kept: making one costs more than using it. */
final class Zstd {
  /** As many as ever were in use at a time; not by thread, as virtual threads are not kept. */
  private static final Queue<ZstdDecompressCtx> CONTEXTS = new ConcurrentLinkedQueue<>();

  private Zstd() {}

  /**
   * Decompresses a blob, which may be of several frames, never to more than its size.
   *
   * @return what came out, which may be less
   */
  static ByteBuffer decompress(ByteString compressed, Digest digest, String source)
      throws BlobCorruptException {
    byte[] bytes = new byte[Math.toIntExact(digest.size())];
    byte[] from = compressed.toByteArray();
    ZstdDecompressCtx kept = CONTEXTS.poll();
    ZstdDecompressCtx context = kept == null ? new ZstdDecompressCtx() : kept;
    try {
      int size = context.decompressByteArray(bytes, 0, bytes.length, from, 0, from.length);
      return ByteBuffer.wrap(bytes, 0, size);
    } catch (ZstdException e) {
      throw new BlobCorruptException(digest, source, "not a zstd stream of it: " + e.getMessage());
    } finally {
      CONTEXTS.add(context);
    }
  }
}
