package dev.bwob.fetch;

import dev.bwob.path.LinkResolver;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one fetch has open on disk: its root, the folders it writes into, and its temporary folder,
 * which is made only when something is written.
 */
final class RunFolders implements Closeable {
  private final OpenFolder root;
  private final boolean intoOutputTree;
  private final OutputFolders outputs;
  private final ReentrantLock making = new ReentrantLock();
  private Optional<TempFolder> temp = Optional.empty();
  private Optional<OpenFolder> tempParent = Optional.empty();

  private RunFolders(OpenFolder root, boolean intoOutputTree) {
    this.root = root;
    this.intoOutputTree = intoOutputTree;
    this.outputs = new OutputFolders(root, this::temp);
  }

  /** Opens a plan's root, which is made if it is a folder that the user named. */
  static RunFolders open(FetchPlan plan) throws IOException {
    if (!plan.intoOutputTree()) {
      Files.createDirectories(plan.root());
    }
    Path root = plan.root().toRealPath();
    return new RunFolders(OpenFolder.at(root), plan.intoOutputTree());
  }

  OutputFolders outputs() {
    return outputs;
  }

  TempFolder temp() throws IOException {
    making.lock();
    try {
      if (temp.isEmpty()) {
        OpenFolder parent = intoOutputTree ? outputTree() : root.open(".");
        tempParent = Optional.of(parent);
        temp = Optional.of(TempFolder.in(parent));
      }
      return temp.get();
    } finally {
      making.unlock();
    }
  }

  private OpenFolder outputTree() throws IOException {
    tempParent.ifPresent(RunFolders::closeQuietly);
    Optional<FileState> there = root.look(LinkResolver.OUTPUT_TREE);
    Path path = root.path().resolve(LinkResolver.OUTPUT_TREE);
    if (there.isEmpty()) {
      Files.createDirectories(path);
    } else if (there.get().kind() != FileState.Kind.FOLDER) {
      throw new MaterializeException(
          MaterializeException.Kind.IN_THE_WAY,
          "%s is not a folder; nothing was written through it.".formatted(path));
    }
    return root.open(LinkResolver.OUTPUT_TREE);
  }

  private static void closeQuietly(OpenFolder folder) {
    try {
      folder.close();
    } catch (IOException e) {
      // It was held open for its descriptor only: nothing is lost.
    }
  }

  /** Restores what was changed for the time of the fetch, and deletes the temporary folder. */
  @Override
  public void close() throws IOException {
    try (root) {
      try {
        outputs.restoreModes();
      } finally {
        outputs.close();
        if (temp.isPresent()) {
          temp.get().close();
        }
        tempParent.ifPresent(RunFolders::closeQuietly);
      }
    }
  }
}
