package dev.bwob.ingest.bep;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Undoes gzip and Zstandard, told by their magic numbers. */
final class Decompression {
  private static final int ZSTD_MAGIC = 0xFD2FB528;
  private static final int ZSTD_SKIPPABLE_MAGIC = 0x184D2A50;
  private static final int GZIP_MAGIC = 0x8B1F;
  private static final int MAGIC_SIZE = 4;

  private Decompression() {}

  /** The same input, or its decompressed bytes. */
  static PeekableInput undo(PeekableInput in) throws IOException {
    byte[] head = in.peek(MAGIC_SIZE);
    if (head.length < MAGIC_SIZE) {
      return in;
    }
    int magic =
        (head[0] & 0xFF) | (head[1] & 0xFF) << 8 | (head[2] & 0xFF) << 16 | (head[3] & 0xFF) << 24;
    try {
      if ((magic & 0xFFFF) == GZIP_MAGIC) {
        return new PeekableInput(new Decompressed(new GZIPInputStream(in, 64 * 1024), "gzip"));
      }
      if (magic == ZSTD_MAGIC || (magic & ~0xF) == ZSTD_SKIPPABLE_MAGIC) {
        return new PeekableInput(new Decompressed(new ZstdInputStream(in), "zstd"));
      }
    } catch (EOFException e) {
      throw new BrokenStreamException("the gzip data ends within its header", e);
    } catch (ZipException e) {
      throw new BrokenStreamException("the gzip data is damaged: " + e.getMessage(), e);
    }
    return in;
  }

  /** Tells damaged bytes from a failing disk. */
  private static final class Decompressed extends FilterInputStream {
    private final String format;

    Decompressed(InputStream in, String format) {
      super(in);
      this.format = format;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return super.read(target, offset, length);
      } catch (EOFException e) {
        throw new BrokenStreamException("the " + format + " data ends early", e);
      } catch (ZipException | ZstdIOException e) {
        throw new BrokenStreamException(
            "the %s data is cut or damaged: %s".formatted(format, e.getMessage()), e);
      }
    }
  }
}
