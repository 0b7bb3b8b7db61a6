package dev.bwob.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A hidden folder in which files are written before they get their names, on the file system that
 * they go to. A locked file in it shows other processes that it is in use; one that nobody uses any
 * more is swept by the next fetch.
 */
final class TempFolder implements Closeable {
  static final String PREFIX = ".bwob-tmp-";

  private static final Pattern NAME = Pattern.compile("\\.bwob-tmp-[0-9a-f]{16}");
  private static final String LOCK = "lock";

  /** A folder without a lock is one that its owner is just making, unless it is as old as this. */
  private static final Duration UNLOCKED_AGE = Duration.ofMinutes(10);

  /**
   * Folders of this process. Trying their locks would drop them: closing any descriptor of a file
   * drops all of the process's locks on it.
   */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  private final OpenFolder parent;
  private final String name;
  private final OpenFolder folder;
  private final FileChannel lock;
  private final boolean maskHidesMode;
  private final AtomicLong next = new AtomicLong();

  private TempFolder(
      OpenFolder parent, String name, OpenFolder folder, FileChannel lock, boolean maskHidesMode) {
    this.parent = parent;
    this.name = name;
    this.folder = folder;
    this.lock = lock;
    this.maskHidesMode = maskHidesMode;
  }

  /** Makes a fresh one, after sweeping those that crashed processes left. */
  static TempFolder in(OpenFolder parent) throws IOException {
    sweep(parent);
    while (true) {
      String name = PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      OWN.add(name);
      Optional<TempFolder> made = Optional.empty();
      try {
        made = tryMake(parent, name);
      } finally {
        if (made.isEmpty()) {
          OWN.remove(name);
        }
      }
      if (made.isPresent()) {
        return made.get();
      }
    }
  }

  private static Optional<TempFolder> tryMake(OpenFolder parent, String name) throws IOException {
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
    try {
      Files.createDirectory(
          parent.path().resolve(name), PosixFilePermissions.asFileAttribute(owner));
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    }
    OpenFolder folder = parent.open(name);
    try {
      FileChannel lock = folder.create(LOCK);
      boolean hidden =
          !folder
              .look(LOCK)
              .map(state -> state.permissions().containsAll(OpenFolder.OUTPUT_MODE))
              .orElse(false);
      if (isLocked(lock)) {
        return Optional.of(new TempFolder(parent, name, folder, lock, hidden));
      }
      // Another process swept it before it was locked.
      lock.close();
    } catch (IOException e) {
      try {
        folder.delete(LOCK);
      } catch (IOException absent) {
        e.addSuppressed(absent);
      }
      folder.close();
      parent.deleteFolder(name);
      throw e;
    }
    folder.close();
    return Optional.empty();
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void sweep(OpenFolder parent) throws IOException {
    for (String name : parent.names()) {
      if (NAME.matcher(name).matches() && !OWN.contains(name)) {
        try (OpenFolder left = parent.open(name)) {
          if (isAbandoned(parent, name, left)) {
            empty(left);
            parent.deleteFolder(name);
          }
        } catch (IOException e) {
          // Somebody else sweeps it, or it is nothing of ours. It is in nobody's way.
        }
      }
    }
  }

  private static boolean isAbandoned(OpenFolder parent, String name, OpenFolder left)
      throws IOException {
    if (left.look(LOCK).isEmpty()) {
      Instant young = Instant.now().minus(UNLOCKED_AGE);
      return parent.look(name).map(state -> state.modified().isBefore(young)).orElse(false);
    }
    // Only a channel that can write can be locked.
    try (FileChannel lock =
        FileChannel.open(
            left.path().resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      return isLocked(lock);
    }
  }

  private static void empty(OpenFolder folder) throws IOException {
    for (String name : folder.names()) {
      Optional<FileState> state = folder.look(name);
      if (state.isPresent() && state.get().kind() == FileState.Kind.FOLDER) {
        folder.deleteFolder(name);
      } else if (state.isPresent()) {
        folder.delete(name);
      }
    }
  }

  OpenFolder folder() {
    return folder;
  }

  /** A name that nothing in the folder has. */
  String newName() {
    return Long.toString(next.incrementAndGet());
  }

  /** Makes an empty folder in it. Returns its name. */
  String makeFolder() throws IOException {
    String made = newName();
    Files.createDirectory(
        folder.path().resolve(made),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    return made;
  }

  /** Makes a link in it. Returns its name. */
  String makeLink(String text) throws IOException {
    String made = newName();
    Files.createSymbolicLink(
        folder.path().resolve(made), folder.path().getFileSystem().getPath(text));
    return made;
  }

  /** Gives a file that {@link OpenFolder#create} made an output's mode, where it has another. */
  void fixMode(String file) throws IOException {
    if (maskHidesMode) {
      folder.setMode(file, OpenFolder.OUTPUT_MODE);
    }
  }

  /** Deletes it with all that is in it. */
  @Override
  public void close() throws IOException {
    try (lock;
        folder) {
      empty(folder);
      parent.deleteFolder(name);
    } finally {
      OWN.remove(name);
    }
  }
}
