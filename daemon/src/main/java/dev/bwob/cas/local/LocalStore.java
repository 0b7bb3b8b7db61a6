package dev.bwob.cas.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A store on this machine's disk, of one process. Opening does not wait for the disk to be
 * searched: that goes on behind, and nothing is evicted before it is done.
 */
public final class LocalStore implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LocalStore.class.getName());
  private static final int MAINTAINED_EVERY_SECONDS = 30;

  private final LocalStoreOptions options;
  private final InstantSource clock;
  private final FileChannel lock;
  private final LruIndex index;
  private final StoredFiles files;
  private final Uploads uploads;
  private final LocalBlobs blobs;
  private final LocalRecords records;
  private final ScheduledExecutorService behind;
  private final Future<?> scan;

  private LocalStore(
      LocalStoreOptions options, InstantSource clock, ChannelOpener opener, FileChannel lock) {
    StoreLayout layout = new StoreLayout(options.folder());
    this.options = options;
    this.clock = clock;
    this.lock = lock;
    this.index = new LruIndex(options.limit(), clock);
    this.files = new StoredFiles(layout, index);
    TempFiles temps = new TempFiles(layout, files, opener);
    this.uploads = new Uploads(layout, files, temps, opener);
    this.blobs = new LocalBlobs(files, index, uploads, temps, clock);
    this.records = new LocalRecords(files, temps);
    this.behind =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("bwob-store").factory());
    this.scan = behind.submit(this::scan);
    var _ =
        behind.scheduleWithFixedDelay(
            this::maintain, 0, MAINTAINED_EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Opens a store, and makes its folder if there is none.
   *
   * @throws IOException when that can't be, or another process has it open
   */
  public static LocalStore open(LocalStoreOptions options) throws IOException {
    return open(options, InstantSource.system(), FileChannel::open);
  }

  static LocalStore open(LocalStoreOptions options, InstantSource clock, ChannelOpener opener)
      throws IOException {
    StoreLayout layout = new StoreLayout(options.folder());
    if (Files.notExists(layout.root())) {
      Files.createDirectories(
          layout.root(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    FileChannel lock = take(layout.lock());
    boolean opened = false;
    try {
      Files.createDirectories(layout.blobs());
      Files.createDirectories(layout.records());
      Files.createDirectories(layout.uploads());
      Files.createDirectories(layout.temps());
      removeTemps(layout.temps());
      LocalStore store = new LocalStore(options, clock, opener, lock);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static FileChannel take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // By this process itself, which is no better.
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    if (!taken) {
      throw new IOException("The store is in use already: its lock %s is held".formatted(file));
    }
    return channel;
  }

  private static void removeTemps(Path folder) throws IOException {
    try (DirectoryStream<Path> temps = Files.newDirectoryStream(folder)) {
      for (Path temp : temps) {
        Files.delete(temp);
      }
    }
  }

  public LocalBlobs blobs() {
    return blobs;
  }

  public LocalRecords records() {
    return records;
  }

  /** The sum of the files' sizes that are known. */
  public long bytes() {
    return index.bytes();
  }

  /** How many files are known. */
  public int files() {
    return index.count();
  }

  public long limit() {
    return options.limit();
  }

  /** Waits until the disk has been searched. */
  void awaitScan() throws Exception {
    scan.get();
  }

  private void scan() {
    try {
      files.scan();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "The store can't be searched, so nothing in it will be evicted", e);
    }
  }

  /** What is done now and then: times of use go to the disk, broken uploads go. */
  void maintain() {
    try {
      files.saveTimes();
      uploads.sweep(clock.instant().minus(options.uploadsKept()).toEpochMilli());
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "The store can't be maintained", e);
    }
  }

  /** Ends the work behind and gives the folder free. Nothing may use the store any more. */
  @Override
  public void close() throws IOException {
    behind.shutdownNow();
    try {
      if (!behind.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warning("The work behind the store does not end");
      }
      files.saveTimes();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.close();
    }
  }
}
