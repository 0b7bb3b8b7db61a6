package dev.bwob.cas.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A file of the store that is open for reading, and stays in the store until it is closed. Its
 * channel can be handed to the kernel ({@link FileChannel#transferTo}, {@link FileChannel#map}).
 */
public final class OpenFile implements AutoCloseable {
  private final FileChannel channel;
  private final Runnable release;
  private final AtomicBoolean closed = new AtomicBoolean();

  OpenFile(FileChannel channel, Runnable release) {
    this.channel = channel;
    this.release = release;
  }

  /** The file, to read only; at its beginning. */
  public FileChannel channel() {
    return channel;
  }

  /** Never throws; may be called twice. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
      try {
        channel.close();
      } catch (IOException nothingWasWritten) {
        // So nothing can be lost.
      }
    }
  }
}
