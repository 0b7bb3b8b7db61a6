package dev.bwob.rpc;

import com.google.protobuf.ByteString;
import dev.bwob.server.RequestStream;
import dev.bwob.v1.IngestRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** The bytes that a client sends in chunks. */
final class ChunkInputStream extends InputStream {
  private final RequestStream<IngestRequest> requests;
  private ByteString chunk = ByteString.EMPTY;
  private int position;

  ChunkInputStream(RequestStream<IngestRequest> requests) {
    this.requests = requests;
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk.byteAt(position++) & 0xff : -1;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.size() - position);
    chunk.substring(position, position + count).copyTo(bytes, offset);
    position += count;
    return count;
  }

  /** Sees to it that there is a byte to give; false at the end. */
  private boolean fill() throws IOException {
    while (position == chunk.size()) {
      IngestRequest request;
      try {
        request = requests.next();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("the client has cancelled the call");
      }
      if (request == null) {
        return false;
      }
      chunk = request.getChunk();
      position = 0;
    }
    return true;
  }
}
