package dev.bwob.cas.local;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.bwob.cas.local.LruIndex.StoredTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of the store, on disk and in the index. A file gets its name when it is whole, by one
 * rename; names are given and taken under a lock of the name's, so that a file that is stored while
 * an older one of its name goes is not taken for it.
 *
 * <p>Until the index is complete, what it does not know is looked for on disk.
 */
final class StoredFiles {
  private static final int LOCKS = 64;

  private final StoreLayout layout;
  private final LruIndex index;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  StoredFiles(StoreLayout layout, LruIndex index) {
    this.layout = layout;
    this.index = index;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  private ReentrantLock lockOf(StoreKey key) {
    return locks[Math.floorMod(key.hashCode(), LOCKS)];
  }

  /** Marks files as used now. Returns those that are not there. */
  List<StoreKey> use(Collection<StoreKey> keys) throws IOException {
    boolean complete = index.isComplete();
    List<StoreKey> unknown = index.use(keys);
    if (complete || unknown.isEmpty()) {
      return unknown;
    }
    List<StoreKey> missing = new ArrayList<>();
    for (StoreKey key : unknown) {
      if (!findOnDisk(key)) {
        missing.add(key);
      }
    }
    return missing;
  }

  private boolean findOnDisk(StoreKey key) throws IOException {
    Path path = layout.file(key);
    ReentrantLock lock = lockOf(key);
    lock.lock();
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile() || isBroken(key, attributes.size())) {
        return false;
      }
      index.adopt(key, attributes.size(), attributes.lastModifiedTime().toMillis());
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isBroken(StoreKey key, long size) {
    return key.isBlob() && size != key.digest().size();
  }

  /** Uses a file and keeps it until it is released; empty if it is not there. */
  Optional<StoredFile> hold(StoreKey key) throws IOException {
    boolean complete = index.isComplete();
    Optional<StoredFile> held = index.hold(key);
    if (held.isPresent() || complete || !findOnDisk(key)) {
      return held;
    }
    return index.hold(key);
  }

  /** Opens a file; empty if it is not there. */
  Optional<OpenFile> open(StoreKey key) throws IOException {
    Optional<StoredFile> held = hold(key);
    if (held.isEmpty()) {
      return Optional.empty();
    }
    Runnable release = () -> index.release(held.get());
    boolean opened = false;
    try {
      FileChannel channel = FileChannel.open(layout.file(key), StandardOpenOption.READ);
      OpenFile file = new OpenFile(channel, release);
      opened = true;
      if (isBroken(key, channel.size())) {
        file.close();
        delete(key);
        return Optional.empty();
      }
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      forgetIfGone(key);
      return Optional.empty();
    } finally {
      if (!opened) {
        release.run();
      }
    }
  }

  /** Somebody else has removed the file. */
  private void forgetIfGone(StoreKey key) {
    ReentrantLock lock = lockOf(key);
    lock.lock();
    try {
      if (Files.notExists(layout.file(key))) {
        index.forget(key);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives a whole file its name, in place of what has it; a blob that is there already stays, as it
   * is the same. What must go for it goes first.
   *
   * @param temp is gone afterwards, unless this throws
   */
  void commit(Path temp, StoreKey key, long size) throws IOException {
    removeFiles(index.reserve(size));
    boolean entered = false;
    ReentrantLock lock = lockOf(key);
    lock.lock();
    try {
      if (key.isBlob() && index.contains(key)) {
        Files.delete(temp);
      } else {
        rename(temp, layout.file(key));
        index.enter(key, size);
        entered = true;
      }
    } finally {
      lock.unlock();
      if (!entered) {
        index.giveBack(size);
      }
    }
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      // The first file of its folder.
      Files.createDirectories(to.resolveSibling(""));
      Files.move(from, to, ATOMIC_MOVE);
    }
  }

  void delete(StoreKey key) throws IOException {
    ReentrantLock lock = lockOf(key);
    lock.lock();
    try {
      index.forget(key);
      Files.deleteIfExists(layout.file(key));
    } finally {
      lock.unlock();
    }
  }

  /** Finds all files. To be called once. */
  void scan() throws IOException {
    removeFiles(index.complete(StoreScan.of(layout)));
  }

  private void removeFiles(List<StoreKey> gone) throws IOException {
    for (StoreKey key : gone) {
      ReentrantLock lock = lockOf(key);
      lock.lock();
      try {
        if (!index.contains(key)) {
          Files.deleteIfExists(layout.file(key));
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Writes the times of last use to the disk, where they outlive the process. */
  void saveTimes() throws IOException {
    for (StoredTime time : index.takeLagging()) {
      try {
        Files.setLastModifiedTime(layout.file(time.key()), FileTime.fromMillis(time.millis()));
      } catch (NoSuchFileException e) {
        // It went meanwhile.
      }
    }
  }
}
