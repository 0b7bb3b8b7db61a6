package dev.bwob.remotecache;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.cas.local.Upload;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;

/**
 * One Write. A blob that is there ends it at once. A plain one that breaks off can be resumed; a
 * compressed one begins anew, as its bytes are kept decompressed only.
 */
final class StreamWrite {
  private static final int DECOMPRESSED_AT_A_TIME = 128 * 1024;

  private final LocalBlobs blobs;
  private final WriteParts parts;

  StreamWrite(LocalBlobs blobs, WriteParts parts) {
    this.blobs = blobs;
    this.parts = parts;
  }

  /** What an upload is resumed by. */
  static String uploadOf(ResourceName name) {
    return name.instance() + "/" + name.upload();
  }

  WriteResponse run() throws IOException, InterruptedException {
    ResourceName name = ResourceName.parseWrite(parts.begin());
    if (name.digest().isEmpty()) {
      blobs.put(name.digest(), ByteBuffer.allocate(0));
    }
    if (blobs.contains(name.digest())) {
      return committed(name.zstd() ? -1 : name.digest().size());
    }
    return committed(name.zstd() ? writeCompressed(name) : write(name));
  }

  private static WriteResponse committed(long size) {
    return WriteResponse.newBuilder().setCommittedSize(size).build();
  }

  private long write(ResourceName name) throws IOException, InterruptedException {
    try (Upload upload = blobs.resumeUpload(uploadOf(name), name.digest(), parts.offset())) {
      for (ByteString part = parts.next(); part != null; part = parts.next()) {
        for (ByteBuffer bytes : part.asReadOnlyByteBufferList()) {
          upload.write(bytes);
        }
      }
      if (parts.finished()) {
        upload.finish();
      }
      return upload.committed();
    }
  }

  private long writeCompressed(ResourceName name) throws IOException, InterruptedException {
    if (parts.offset() != 0) {
      throw Refusals.outOfRange("A compressed upload can't be resumed; it begins at 0");
    }
    try (Upload upload = blobs.startUpload(name.digest());
        ZstdInputStreamNoFinalizer stream =
            new ZstdInputStreamNoFinalizer(
                new PartsInputStream(parts), RecyclingBufferPool.INSTANCE)) {
      byte[] buffer = new byte[DECOMPRESSED_AT_A_TIME];
      for (int length = read(stream, buffer); length >= 0; length = read(stream, buffer)) {
        upload.write(ByteBuffer.wrap(buffer, 0, length));
      }
      if (!parts.finished()) {
        throw Refusals.invalid("The compressed upload ended before its last message");
      }
      upload.finish();
      return parts.offset();
    }
  }

  private static int read(ZstdInputStreamNoFinalizer stream, byte[] buffer)
      throws IOException, InterruptedException {
    try {
      return stream.read(buffer, 0, buffer.length);
    } catch (InterruptedIOException e) {
      InterruptedException interrupt = new InterruptedException("the upload was cancelled");
      interrupt.initCause(e);
      throw interrupt;
    } catch (ZstdIOException e) {
      throw Refusals.invalid("The bytes are not a zstd stream: " + e.getMessage());
    }
  }
}
