package dev.bwob.fetch;

import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobStore;
import dev.bwob.digest.Digest;
import dev.bwob.fetch.OutputResult.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings the bytes of one group of items, each byte once, to all their places. */
final class BlobTransfer {
  private final FetchPlan plan;
  private final RunFolders folders;
  private final FilePublisher publisher;
  private final ResultTally tally;
  private final FetchListener listener;
  private volatile Optional<MaterializeException> diskFull = Optional.empty();

  BlobTransfer(
      FetchPlan plan,
      RunFolders folders,
      FilePublisher publisher,
      ResultTally tally,
      FetchListener listener) {
    this.plan = plan;
    this.folders = folders;
    this.publisher = publisher;
    this.tally = tally;
    this.listener = listener;
  }

  void started(BlobGroup group) {
    listener.started(group.items().getFirst().planned());
  }

  void fail(BlobGroup group, Exception problem) {
    for (FetchItem item : group.open()) {
      tally.problem(item, problem);
    }
  }

  /** Writes a whole blob, verified by its store, to all places. */
  void fromMemory(BlobGroup group, ByteBuffer bytes) throws InterruptedException {
    listener.transferred(group.items().getFirst().planned(), bytes.remaining());
    long fetched = bytes.remaining();
    for (FetchItem item : group.items()) {
      if (!item.isDone()) {
        publisher.publishBytes(item, bytes.duplicate(), fetched);
        fetched = 0;
      }
    }
  }

  /** Copies somebody's file to all places. Returns false when it turned out to have other bytes. */
  boolean fromFile(BlobGroup group, Path source) throws InterruptedException {
    for (FetchItem item : group.open()) {
      if (!publisher.publishCopy(item, source, group.digest())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Streams a blob to all places, in one pass to the first one's temporary file. Wrong bytes are
   * asked for once more: the store then asks another source, if it has one.
   *
   * @param attempts how often it may be asked for
   */
  void fromStore(BlobGroup group, BlobStore store, int attempts) throws InterruptedException {
    if (diskFull.isPresent()) {
      fail(group, diskFull.get());
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        stream(group, store);
        return;
      } catch (BlobCorruptException e) {
        if (attempt >= attempts) {
          fail(group, e);
          return;
        }
      } catch (BlobException e) {
        fail(group, e);
        return;
      } catch (IOException e) {
        Path path = plan.destination(group.open().getFirst().planned());
        MaterializeException failure = LocalFailures.at(path, e);
        if (failure.kind() == MaterializeException.Kind.DISK_FULL) {
          diskFull = Optional.of(failure);
        }
        fail(group, failure);
        return;
      }
    }
  }

  private void stream(BlobGroup group, BlobStore store) throws IOException, InterruptedException {
    TempFolder temp = folders.temp();
    String name = temp.newName();
    boolean published = false;
    try (FileChannel file = temp.folder().create(name)) {
      receive(group, store, file);
      List<FetchItem> open = group.open();
      for (FetchItem item : open.subList(1, open.size())) {
        publisher.publishTempCopy(item, file);
      }
      published = true;
      publisher.publishTemp(open.getFirst(), name, group.digest().size());
    } finally {
      if (!published) {
        temp.folder().delete(name);
      }
    }
  }

  private void receive(BlobGroup group, BlobStore store, FileChannel file)
      throws IOException, InterruptedException {
    Digest digest = group.digest();
    PlannedOutput first = group.items().getFirst().planned();
    long received = 0;
    try (Blob blob = store.open(digest, 0)) {
      for (ByteBuffer bytes = blob.read(); bytes != null; bytes = blob.read()) {
        received += bytes.remaining();
        if (received > digest.size()) {
          throw wrongSize(digest, received);
        }
        listener.transferred(first, FileCheck.writeAll(bytes, file));
      }
    }
    if (received != digest.size()) {
      throw wrongSize(digest, received);
    }
  }

  static BlobCorruptException wrongSize(Digest digest, long received) {
    return new BlobCorruptException(
        digest, "The store", "%d bytes where %d are due".formatted(received, digest.size()));
  }

  /** A file that has the group's bytes now; empty if none was put in place. */
  Optional<Path> publishedFile(BlobGroup group) {
    return group.items().stream()
        .filter(
            item -> item.result().filter(result -> result.outcome() == Outcome.FETCHED).isPresent())
        .map(item -> plan.destination(item.planned()))
        .findFirst();
  }
}
