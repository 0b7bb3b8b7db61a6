package dev.bwob.remotecache;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import com.google.bytestream.ReadRequest;
import com.google.bytestream.ReadResponse;
import com.google.protobuf.UnsafeByteOperations;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.cas.local.OpenFile;
import dev.bwob.digest.Digest;
import dev.bwob.server.ResponseStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;

/** One Read: the bytes of a file as they are, or compressed on their way. */
final class StreamRead {
  private static final int CHUNK = 64 * 1024;

  private final LocalBlobs blobs;
  private final ResponseStream<ReadResponse> responses;

  StreamRead(LocalBlobs blobs, ResponseStream<ReadResponse> responses) {
    this.blobs = blobs;
    this.responses = responses;
  }

  void run(ReadRequest request) throws IOException, InterruptedException {
    ResourceName name = ResourceName.parseRead(request.getResourceName());
    Digest digest = name.digest();
    long offset = request.getReadOffset();
    long limit = request.getReadLimit();
    if (limit < 0 || (name.zstd() && limit > 0)) {
      throw Refusals.invalid(
          "The read limit can't be %d%s".formatted(limit, name.zstd() ? " with zstd" : ""));
    }
    if (offset < 0 || offset > digest.size()) {
      throw Refusals.outOfRange("Blob %s can't be read from byte %d".formatted(digest, offset));
    }
    if (digest.isEmpty()) {
      if (name.zstd()) {
        compressor().close();
      }
      return;
    }
    try (OpenFile file =
        blobs.openFile(digest).orElseThrow(() -> new BlobNotFoundException(digest, "The cache"))) {
      FileChannel channel = file.channel().position(offset);
      long length = digest.size() - offset;
      if (name.zstd()) {
        compress(channel);
      } else {
        send(channel, limit == 0 ? length : Math.min(limit, length));
      }
    } catch (ClosedByInterruptException e) {
      throw BlobBytes.interrupted(e);
    } catch (InterruptedIOException e) {
      InterruptedException interrupt = new InterruptedException("the call was cancelled");
      interrupt.initCause(e);
      throw interrupt;
    }
  }

  private void send(FileChannel channel, long length) throws IOException, InterruptedException {
    for (long rest = length; rest > 0; ) {
      ByteBuffer chunk = ByteBuffer.wrap(new byte[(int) Math.min(rest, CHUNK)]);
      while (chunk.hasRemaining()) {
        if (channel.read(chunk) < 0) {
          throw new IOException("The blob's file became shorter while it was read");
        }
      }
      rest -= chunk.flip().remaining();
      send(chunk);
    }
  }

  private void send(ByteBuffer chunk) throws InterruptedException {
    responses.send(
        ReadResponse.newBuilder().setData(UnsafeByteOperations.unsafeWrap(chunk)).build());
  }

  private void compress(FileChannel channel) throws IOException {
    try (OutputStream compressor = compressor()) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      while (channel.read(buffer.clear()) >= 0) {
        compressor.write(buffer.array(), 0, buffer.position());
      }
    }
  }

  private OutputStream compressor() throws IOException {
    return new ZstdOutputStreamNoFinalizer(
        new Sender(), RecyclingBufferPool.INSTANCE, ZstdBatch.LEVEL);
  }

  /** Sends what is written to it, in chunks. */
  private final class Sender extends OutputStream {
    private ByteBuffer chunk = ByteBuffer.allocate(CHUNK);

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int done = 0; done < length; ) {
        int count = Math.min(length - done, chunk.remaining());
        chunk.put(bytes, offset + done, count);
        done += count;
        if (!chunk.hasRemaining()) {
          sendChunk();
        }
      }
    }

    @Override
    public void close() throws IOException {
      if (chunk.position() > 0) {
        sendChunk();
      }
    }

    private void sendChunk() throws IOException {
      ByteBuffer full = chunk.flip();
      chunk = ByteBuffer.allocate(CHUNK);
      try {
        send(full);
      } catch (InterruptedException e) {
        InterruptedIOException interrupted = new InterruptedIOException("cancelled");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }
}
