package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import dev.bwob.digest.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way into the store. One thread at a time; a later upload of the same name ends
 * this one.
 *
 * <p>Closed before {@link #finish}, a named upload keeps what came, so that it can be resumed.
 */
public final class Upload implements AutoCloseable {
  private static final int REHASHED_AT_A_TIME = 256 * 1024;

  private final Uploads uploads;
  private final Path file;
  private final Digest digest;
  private final boolean resumable;
  private final Hasher hasher;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable FileChannel channel;
  private long committed;
  private boolean ended;

  Upload(Uploads uploads, Path file, Digest digest, boolean resumable) {
    this.uploads = uploads;
    this.file = file;
    this.digest = digest;
    this.resumable = resumable;
    this.hasher = digest.function().newHasher();
  }

  void open(ChannelOpener opener, long offset) throws IOException, InterruptedException {
    lock.lock();
    try {
      requireRunning();
      FileChannel opened =
          opener.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      channel = opened;
      long size = opened.size();
      if (offset > size) {
        throw new UploadOffsetException(offset, size);
      }
      if (offset < size) {
        opened.truncate(offset);
      }
      rehash(opened, offset);
    } catch (ClosedByInterruptException e) {
      throw TempFiles.interrupted(e, digest);
    } finally {
      lock.unlock();
    }
  }

  private void rehash(FileChannel opened, long size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(size, REHASHED_AT_A_TIME));
    while (committed < size) {
      if (opened.read(buffer.clear()) < 0) {
        throw new IOException("The upload's file %s became shorter".formatted(file));
      }
      committed += buffer.flip().remaining();
      hasher.update(buffer);
    }
  }

  Path file() {
    return file;
  }

  /** How many bytes of the blob have come. */
  public long committed() {
    return committed;
  }

  /**
   * Takes the next bytes.
   *
   * @throws DigestMismatchException when there are more than the blob has
   * @throws StoreFullException when the disk is full
   */
  public void write(ByteBuffer bytes) throws IOException, InterruptedException {
    lock.lock();
    try {
      FileChannel open = requireRunning();
      if (open == null) {
        throw new IllegalStateException("The upload is not open");
      }
      if (bytes.remaining() > digest.size() - committed) {
        discard();
        throw new DigestMismatchException(digest, "more bytes came than it has");
      }
      hasher.update(bytes.duplicate());
      while (bytes.hasRemaining()) {
        committed += open.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      throw TempFiles.interrupted(e, digest);
    } catch (IOException e) {
      IOException explained = StoreFullException.explain(e);
      if (explained instanceof StoreFullException) {
        discard();
      }
      throw explained;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stores the blob: it is there when this returns, and outlives the process.
   *
   * @throws DigestMismatchException when the bytes are not the blob's
   * @throws StoreFullException when there is no room
   */
  public void finish() throws IOException {
    lock.lock();
    try {
      requireRunning();
      if (committed != digest.size()) {
        discard();
        throw new DigestMismatchException(digest, "they ended after %d".formatted(committed));
      }
      if (!digest.matches(hasher.finish(), committed)) {
        discard();
        throw new DigestMismatchException(digest, "they have another hash");
      }
      closeChannel();
      try {
        uploads.commit(this, digest);
        ended = true;
      } finally {
        if (!ended) {
          discard();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends this upload, so that another can go on with its file. */
  void supersede() throws IOException {
    lock.lock();
    try {
      ended = true;
      closeChannel();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable FileChannel requireRunning() throws IOException {
    if (ended) {
      throw new IOException("The upload of blob %s has ended".formatted(digest));
    }
    return channel;
  }

  private void discard() throws IOException {
    if (!ended) {
      ended = true;
      closeChannel();
      Files.deleteIfExists(file);
    }
  }

  private void closeChannel() throws IOException {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      if (resumable && committed > 0) {
        ended = true;
        closeChannel();
      } else {
        discard();
      }
    } finally {
      uploads.forget(this);
      lock.unlock();
    }
  }
}
