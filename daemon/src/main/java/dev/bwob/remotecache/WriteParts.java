package dev.bwob.remotecache;

import com.google.bytestream.WriteRequest;
import com.google.protobuf.ByteString;
import dev.bwob.server.RequestStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The bytes of one Write as they come, and what is around them checked. */
final class WriteParts {
  private final RequestStream<WriteRequest> requests;
  private @Nullable WriteRequest first;
  private String name = "";
  private long offset;
  private boolean finished;

  WriteParts(RequestStream<WriteRequest> requests) {
    this.requests = requests;
  }

  /** Waits for the first message, and returns the resource name in it. */
  String begin() throws IOException, InterruptedException {
    WriteRequest request = requests.next();
    if (request == null) {
      throw Refusals.invalid("A Write must say what it writes");
    }
    first = request;
    name = request.getResourceName();
    offset = request.getWriteOffset();
    if (offset < 0) {
      throw Refusals.invalid("A Write can't begin before the blob: " + offset);
    }
    return name;
  }

  /** Where in the stream the next byte is. */
  long offset() {
    return offset;
  }

  /** Whether the client has said that it has sent everything. */
  boolean finished() {
    return finished;
  }

  /** The next bytes, which may be none, or null when no more will come. */
  @Nullable ByteString next() throws IOException, InterruptedException {
    if (finished) {
      return null;
    }
    WriteRequest request = first;
    if (request == null) {
      request = requests.next();
    }
    first = null;
    if (request == null) {
      return null;
    }
    if (request.getWriteOffset() != offset) {
      throw Refusals.invalid(
          "A Write's bytes come without gaps: at %d, not at %d"
              .formatted(offset, request.getWriteOffset()));
    }
    if (!request.getResourceName().isEmpty() && !request.getResourceName().equals(name)) {
      throw Refusals.invalid(
          "A Write is of one resource, '%s', not also of '%s'"
              .formatted(name, request.getResourceName()));
    }
    finished = request.getFinishWrite();
    offset += request.getData().size();
    return request.getData();
  }
}
