package dev.bwob.fetch;

import dev.bwob.fetch.MaterializeException.Kind;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The folders below a root that a fetch writes into, opened name by name from the root so that no
 * link is ever followed, made where they are missing, and kept open for the next file.
 */
final class OutputFolders implements Closeable {
  /** Each takes two descriptors and a buffer of the C library's. */
  private static final int MOST_OPEN = 128;

  private final OpenFolder root;
  private final TempSource temp;
  private final ConcurrentHashMap<String, Lease> open = new ConcurrentHashMap<>();
  private final ReentrantLock opening = new ReentrantLock();
  private final Map<String, Set<PosixFilePermission>> formerModes = new HashMap<>();

  OutputFolders(OpenFolder root, TempSource temp) {
    this.root = root;
    this.temp = temp;
  }

  /** Makes the temporary folder when it is first needed. */
  @FunctionalInterface
  interface TempSource {
    TempFolder get() throws IOException;
  }

  /** A folder in use: it stays open until this is closed. */
  static final class Lease implements Closeable {
    private final OpenFolder folder;
    private int users;
    private boolean retired;
    private volatile long lastUse;

    private Lease(OpenFolder folder) {
      this.folder = folder;
    }

    OpenFolder folder() {
      return folder;
    }

    private synchronized boolean acquire() {
      if (retired) {
        return false;
      }
      users++;
      lastUse = System.nanoTime();
      return true;
    }

    private synchronized boolean isIdle() {
      return users == 0;
    }

    /** Closes it as soon as nobody uses it. */
    private synchronized void retire() {
      if (!retired) {
        retired = true;
        closeIfUnused();
      }
    }

    @Override
    public synchronized void close() {
      users--;
      closeIfUnused();
    }

    private void closeIfUnused() {
      if (retired && users == 0) {
        try {
          folder.close();
        } catch (IOException e) {
          // It was held open for its descriptor only: nothing is lost.
        }
      }
    }
  }

  /**
   * The folder at a path below the root, made if it is missing. Close the lease after use.
   *
   * @param path relative to the root, without links; empty for the root
   */
  Lease at(String path) throws IOException {
    Lease known = open.get(path);
    if (known != null && known.acquire()) {
      return known;
    }
    // Held while folders are opened and made: two threads that make the same folder would put one
    // over the other.
    opening.lock();
    try {
      return open(path);
    } finally {
      opening.unlock();
    }
  }

  private Lease open(String path) throws IOException {
    Lease known = open.get(path);
    if (known != null && known.acquire()) {
      return known;
    }
    Lease lease;
    if (path.isEmpty()) {
      lease = new Lease(root.open("."));
    } else {
      int slash = path.lastIndexOf('/');
      try (Lease parent = open(slash < 0 ? "" : path.substring(0, slash))) {
        String parentPath = slash < 0 ? "" : path.substring(0, slash);
        lease = new Lease(openOrMake(parent.folder(), parentPath, path.substring(slash + 1)));
      }
    }
    lease.acquire();
    makeRoom();
    open.put(path, lease);
    return lease;
  }

  private OpenFolder openOrMake(OpenFolder parent, String parentPath, String name)
      throws IOException {
    try {
      return parent.open(name);
    } catch (NoSuchFileException e) {
      TempFolder workshop = temp.get();
      String made = workshop.makeFolder();
      try {
        moveFolder(workshop.folder(), made, parent, parentPath, name);
      } catch (IOException raced) {
        workshop.folder().deleteFolder(made);
        if (parent.look(name).isEmpty()) {
          throw raced;
        }
        // Somebody made it first.
      }
      return openMade(parent, name);
    } catch (IOException e) {
      throw inTheWay(parent, name, e);
    }
  }

  private void moveFolder(
      OpenFolder from, String made, OpenFolder parent, String parentPath, String name)
      throws IOException {
    try {
      from.move(made, parent, name);
    } catch (AccessDeniedException e) {
      if (!makeWritable(parentPath, parent)) {
        throw e;
      }
      from.move(made, parent, name);
    }
  }

  private static OpenFolder openMade(OpenFolder parent, String name) throws IOException {
    try {
      return parent.open(name);
    } catch (IOException e) {
      throw inTheWay(parent, name, e);
    }
  }

  private static IOException inTheWay(OpenFolder parent, String name, IOException cause)
      throws IOException {
    Optional<FileState> state = parent.look(name);
    if (state.isEmpty() || state.get().kind() == FileState.Kind.FOLDER) {
      return cause;
    }
    boolean link = state.get().kind() == FileState.Kind.LINK;
    String what =
        link
            ? "a symbolic link to " + Files.readSymbolicLink(parent.path().resolve(name))
            : "not a folder";
    return new MaterializeException(
        Kind.IN_THE_WAY,
        "%s is %s; a folder of the build should be there, and nothing was written through it."
            .formatted(parent.path().resolve(name), what),
        cause);
  }

  /** Forgets a folder that turned out to be gone. */
  void forget(String path) {
    Lease lease = open.remove(path);
    if (lease != null) {
      lease.retire();
    }
  }

  /**
   * Lets the owner write into a folder for the time of the fetch. Returns false if that is allowed
   * already, so that the failure has another cause.
   */
  boolean makeWritable(String path, OpenFolder folder) throws IOException {
    opening.lock();
    try {
      Set<PosixFilePermission> mode = folder.mode();
      if (mode.contains(PosixFilePermission.OWNER_WRITE)) {
        return false;
      }
      Set<PosixFilePermission> writable = new HashSet<>(mode);
      writable.add(PosixFilePermission.OWNER_WRITE);
      folder.setMode(writable);
      formerModes.putIfAbsent(path, mode);
      return true;
    } finally {
      opening.unlock();
    }
  }

  private void makeRoom() {
    if (open.size() < MOST_OPEN) {
      return;
    }
    List<Map.Entry<String, Lease>> idle = new ArrayList<>();
    for (Map.Entry<String, Lease> entry : open.entrySet()) {
      if (entry.getValue().isIdle()) {
        idle.add(entry);
      }
    }
    idle.sort((a, b) -> Long.compare(a.getValue().lastUse, b.getValue().lastUse));
    // Half of them at once: then most files find room without looking for it.
    for (Map.Entry<String, Lease> entry : idle.subList(0, (idle.size() + 1) / 2)) {
      forget(entry.getKey());
    }
  }

  /** Gives folders that were made writable their modes back. */
  void restoreModes() throws IOException {
    for (Map.Entry<String, Set<PosixFilePermission>> entry : Map.copyOf(formerModes).entrySet()) {
      try (Lease lease = at(entry.getKey())) {
        lease.folder().setMode(entry.getValue());
      }
    }
  }

  @Override
  public void close() {
    for (String path : List.copyOf(open.keySet())) {
      forget(path);
    }
  }
}
