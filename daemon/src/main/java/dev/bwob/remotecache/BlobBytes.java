package dev.bwob.remotecache;

import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.cas.local.OpenFile;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;

/** Reads blobs of the local store that fit in memory. */
final class BlobBytes {
  private final LocalBlobs blobs;

  BlobBytes(LocalBlobs blobs) {
    this.blobs = blobs;
  }

  /**
   * A whole blob.
   *
   * @throws BlobNotFoundException when it is not there
   */
  byte[] read(Digest digest) throws IOException, InterruptedException {
    byte[] bytes = new byte[Math.toIntExact(digest.size())];
    if (digest.isEmpty()) {
      return bytes;
    }
    try (OpenFile file =
        blobs.openFile(digest).orElseThrow(() -> new BlobNotFoundException(digest, "The cache"))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        if (file.channel().read(rest) < 0) {
          throw new IOException("The file of blob %s became shorter".formatted(digest));
        }
      }
      return bytes;
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    }
  }

  static InterruptedException interrupted(ClosedByInterruptException cause) {
    // The thread's flag is set; who catches this acts on the exception.
    Thread.interrupted();
    InterruptedException interrupt = new InterruptedException("the call was cancelled");
    interrupt.initCause(cause);
    return interrupt;
  }
}
