package dev.bwob.fetch;

import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobException;
import dev.bwob.digest.Digest;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens the bytes of single outputs, without putting anything on disk. */
public final class OutputReader {
  private OutputReader() {}

  /** The bytes of an output, to be closed. One thread at a time. */
  @FunctionalInterface
  public interface Bytes {
    /**
     * Hands each piece to a sink, to the end.
     *
     * @throws IOException a {@link BlobException} when they can't be had (only after the last piece
     *     is it known that they are right), or what the sink threw
     */
    void copyTo(Sink sink) throws IOException, InterruptedException;
  }

  /** Takes pieces; each buffer is its own for the time of the call only. */
  @FunctionalInterface
  public interface Sink {
    void take(ByteBuffer piece) throws IOException, InterruptedException;
  }

  /**
   * The bytes of an output from an offset. A file with a digest is read from its store; one without
   * from the disk, as it is there.
   *
   * @param path absolute path of the output
   * @throws RequestException of kind INVALID when it is no file, or shorter than the offset
   */
  public static Bytes bytesOf(Output output, Path path, long offset, BlobSources sources)
      throws RequestException {
    return switch (output) {
      case FileOutput file when file.digest().isPresent() -> {
        Digest digest = file.digest().get();
        checkOffset(output, offset, digest.size());
        yield sink -> {
          // Stores are never asked for nothing.
          if (offset < digest.size()) {
            copyBlob(sources, file.uri(), digest, offset, sink);
          }
        };
      }
      case FileOutput file -> sink -> copyFile(path, offset, sink);
      case InlineOutput inline -> {
        checkOffset(output, offset, inline.contents().size());
        ByteBuffer bytes = inline.contents().substring((int) offset).asReadOnlyByteBuffer();
        yield sink -> sink.take(bytes);
      }
      case TreeOutput tree ->
          throw RequestException.invalid(
              "%s is a directory; name one of the files in it.".formatted(output.path()));
      case SymlinkOutput link ->
          throw RequestException.invalid(
              "%s is a symbolic link to %s.".formatted(output.path(), link.target()));
    };
  }

  private static void checkOffset(Output output, long offset, long size) throws RequestException {
    if (offset < 0 || offset > size) {
      throw RequestException.invalid(
          "%s has %d bytes; it can't be read from offset %d."
              .formatted(output.path(), size, offset));
    }
  }

  private static void copyBlob(
      BlobSources sources, String uri, Digest digest, long offset, Sink sink)
      throws IOException, InterruptedException {
    try (Blob blob = sources.storeFor(uri).open(digest, offset)) {
      for (ByteBuffer piece = blob.read(); piece != null; piece = blob.read()) {
        sink.take(piece);
      }
    }
  }

  private static void copyFile(Path path, long offset, Sink sink)
      throws IOException, InterruptedException {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    try (FileChannel file = FileChannel.open(path)) {
      file.position(offset);
      while (file.read(buffer) >= 0) {
        sink.take(buffer.flip());
        buffer.clear();
      }
    } catch (NoSuchFileException e) {
      throw new MaterializeException(
          MaterializeException.Kind.IMPOSSIBLE,
          "%s is not on disk, and the build recorded no digest to fetch it by.".formatted(path),
          e);
    }
  }
}
