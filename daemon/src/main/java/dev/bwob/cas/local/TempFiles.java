package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Writes files that are in memory as a whole: under a passing name first. */
final class TempFiles {
  private final StoreLayout layout;
  private final StoredFiles files;
  private final ChannelOpener opener;
  private final AtomicLong names = new AtomicLong();

  TempFiles(StoreLayout layout, StoredFiles files, ChannelOpener opener) {
    this.layout = layout;
    this.files = files;
    this.opener = opener;
  }

  /** A name that no file has. */
  Path next() {
    return layout.temps().resolve(Long.toString(names.incrementAndGet()));
  }

  /**
   * Stores a file.
   *
   * @throws StoreFullException when there is no room
   */
  void store(StoreKey key, ByteBuffer... parts) throws IOException, InterruptedException {
    Path temp = next();
    boolean done = false;
    try {
      files.commit(temp, key, write(temp, parts));
      done = true;
    } catch (ClosedByInterruptException e) {
      throw interrupted(e, key.digest());
    } catch (IOException e) {
      throw StoreFullException.explain(e);
    } finally {
      if (!done) {
        Files.deleteIfExists(temp);
      }
    }
  }

  private long write(Path temp, ByteBuffer... parts) throws IOException {
    try (FileChannel channel =
        opener.open(temp, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = 0;
      for (ByteBuffer part : parts) {
        while (part.hasRemaining()) {
          size += channel.write(part);
        }
      }
      return size;
    }
  }

  static InterruptedException interrupted(ClosedByInterruptException cause, Digest digest) {
    // The thread's flag is set; who catches this acts on the exception.
    Thread.interrupted();
    InterruptedException interrupt =
        new InterruptedException("storing %s was cancelled".formatted(digest));
    interrupt.initCause(cause);
    return interrupt;
  }
}
