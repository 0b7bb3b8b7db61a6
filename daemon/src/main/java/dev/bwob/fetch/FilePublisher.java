package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import dev.bwob.output.Output.SymlinkOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Gives files their names: verified bytes in the temporary folder become the file at an output's
 * place by one rename, unless what is there must stay. Every item that it is given is done after.
 */
final class FilePublisher {
  /** A build may delete folders meanwhile; one that keeps doing so is not fought. */
  private static final int ATTEMPTS = 4;

  private final FetchPlan plan;
  private final RunFolders folders;
  private final ReplacePolicy policy;
  private final DiskView disk;
  private final ResultTally tally;

  FilePublisher(FetchPlan plan, RunFolders folders, DiskView disk, ResultTally tally) {
    this.plan = plan;
    this.folders = folders;
    this.policy = new ReplacePolicy(plan.overwrite());
    this.disk = disk;
    this.tally = tally;
  }

  /** Writes bytes that are verified already, and publishes them. */
  void publishBytes(FetchItem item, ByteBuffer bytes, long fetched) throws InterruptedException {
    guarded(
        item,
        () -> {
          TempFolder temp = folders.temp();
          String name = temp.newName();
          try (FileChannel channel = temp.folder().create(name)) {
            FileCheck.writeAll(bytes, channel);
          } catch (IOException e) {
            discard(temp, name, e);
            throw e;
          }
          publish(item, name, fetched);
        });
  }

  /** Makes the link that was recorded. */
  void publishLink(FetchItem item, String text) throws InterruptedException {
    guarded(
        item,
        () -> {
          if (disk.linkText(plan.destination(item.planned())).filter(text::equals).isPresent()) {
            tally.upToDate(item);
          } else {
            publish(item, folders.temp().makeLink(text), 0);
          }
        });
  }

  /**
   * Copies a file of somebody's, verifying it on the way, and publishes the copy. Returns false,
   * with the item not done, if the file has not the right bytes (any more).
   */
  boolean publishCopy(FetchItem item, Path source, Digest digest) throws InterruptedException {
    boolean[] right = {true};
    guarded(
        item,
        () -> {
          TempFolder temp = folders.temp();
          String name = temp.newName();
          try (FileChannel to = temp.folder().create(name)) {
            right[0] = copies(source, digest, to);
          } catch (IOException e) {
            discard(temp, name, e);
            throw e;
          }
          if (right[0]) {
            publish(item, name, 0);
          } else {
            temp.folder().delete(name);
          }
        });
    return right[0];
  }

  private static boolean copies(Path source, Digest digest, FileChannel to) throws IOException {
    FileChannel from;
    try {
      from = FileChannel.open(source);
    } catch (IOException e) {
      return false;
    }
    try (from) {
      return FileCheck.copies(from, digest, to);
    }
  }

  /** Publishes a verified file of the temporary folder. */
  void publishTemp(FetchItem item, String name, long fetched) throws InterruptedException {
    guarded(item, () -> publish(item, name, fetched));
  }

  /** Publishes a copy of a verified file of the temporary folder, which nobody else touches. */
  void publishTempCopy(FetchItem item, FileChannel verified) throws InterruptedException {
    guarded(
        item,
        () -> {
          TempFolder temp = folders.temp();
          String name = temp.newName();
          try (FileChannel to = temp.folder().create(name)) {
            long size = verified.size();
            for (long done = 0; done < size; ) {
              done += verified.transferTo(done, size - done, to);
            }
          } catch (IOException e) {
            discard(temp, name, e);
            throw e;
          }
          publish(item, name, 0);
        });
  }

  /** Ends the item if what is at its place must stay; so that nothing is fetched for nothing. */
  void keepIfTaken(FetchItem item) throws InterruptedException {
    guarded(
        item,
        () -> {
          Path path = plan.destination(item.planned());
          Optional<FileState> there = disk.look(path);
          if (there.isPresent()) {
            whyKept(item, path, there.get()).ifPresent(why -> tally.problem(item, why));
          }
        });
  }

  private Optional<MaterializeException> whyKept(FetchItem item, Path path, FileState there)
      throws IOException {
    boolean leadsNowhere = there.kind() == FileState.Kind.LINK && disk.follow(path).isEmpty();
    return policy.whyKept(path, there, item.planned(), leadsNowhere);
  }

  private void publish(FetchItem item, String tempName, long fetched) throws IOException {
    TempFolder temp = folders.temp();
    boolean moved = false;
    try {
      if (item.digest().isPresent()) {
        temp.fixMode(tempName);
      }
      moved = place(item, temp, tempName, fetched);
    } finally {
      if (!moved) {
        temp.folder().delete(tempName);
      }
    }
  }

  /**
   * Returns whether the temporary file became the output; if not, the item may be done all the
   * same.
   */
  private boolean place(FetchItem item, TempFolder temp, String tempName, long fetched)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      try (OutputFolders.Lease lease = folders.outputs().at(item.folder())) {
        OpenFolder folder = lease.folder();
        Optional<FileState> there = folder.look(item.name());
        if (there.isPresent()) {
          if (isRight(item, folder, there.get())) {
            tally.fetched(item, fetched);
            return false;
          }
          Optional<MaterializeException> why =
              whyKept(item, plan.destination(item.planned()), there.get());
          if (why.isPresent()) {
            tally.problem(item, why.get());
            return false;
          }
        }
        move(temp, tempName, item, folder);
        tally.fetched(item, fetched);
        return true;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        folders.outputs().forget(item.folder());
      }
    }
  }

  private void move(TempFolder temp, String tempName, FetchItem item, OpenFolder folder)
      throws IOException {
    try {
      temp.folder().move(tempName, folder, item.name());
    } catch (AccessDeniedException e) {
      if (!folders.outputs().makeWritable(item.folder(), folder)) {
        throw e;
      }
      temp.folder().move(tempName, folder, item.name());
    }
  }

  /** Whether another fetch, or a build, put the right thing there meanwhile. */
  private static boolean isRight(FetchItem item, OpenFolder folder, FileState there)
      throws IOException {
    if (item.digest().isEmpty()) {
      return there.kind() == FileState.Kind.LINK
          && item.planned().output() instanceof SymlinkOutput link
          && readLink(folder, item.name()).filter(link.target()::equals).isPresent();
    }
    if (!there.isFileOfSize(item.digest().get().size())) {
      return false;
    }
    try (FileChannel file = folder.read(item.name())) {
      return FileCheck.matches(file, item.digest().get());
    }
  }

  private static Optional<String> readLink(OpenFolder folder, String name) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(folder.path().resolve(name)).toString());
    } catch (NotLinkException e) {
      return Optional.empty();
    }
  }

  private static void discard(TempFolder temp, String name, IOException cause) {
    try {
      temp.folder().delete(name);
    } catch (IOException e) {
      // The whole folder is deleted in the end; what matters is why the file was not written.
      cause.addSuppressed(e);
    }
  }

  /** Something done on disk for an item. */
  @FunctionalInterface
  private interface DiskTask {
    void run() throws IOException;
  }

  private void guarded(FetchItem item, DiskTask task) throws InterruptedException {
    try {
      task.run();
    } catch (IOException e) {
      tally.problem(item, LocalFailures.at(plan.destination(item.planned()), e));
    } catch (InvalidPathException e) {
      tally.problem(item, LocalFailures.unwritableName(item.planned().output().path().value(), e));
    }
  }
}
