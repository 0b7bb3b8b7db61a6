package dev.bwob.cas.disk;

import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.Blob;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BytesBlob;
import dev.bwob.cas.OpenedBatch;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Blobs from the folder of Bazel's {@code --disk_cache}: {@code cas/XX/HASH}, where XX are the
 * first two digits of HASH; newer digest functions below a folder of their name. Only ever reads,
 * and changes no time either: when a file was last used is Bazel's to say.
 *
 * <p>Files may vanish at any time, as Bazel collects garbage there; that is "not found", and so is
 * a folder that does not exist. A file of another size than the digest's is a corrupt blob.
 */
public final class DiskCacheBlobStore implements BlobStore {
  private static final long LARGEST_BATCHED = 1024 * 1024;
  private static final int READ_AT_A_TIME = 2 * Runtime.getRuntime().availableProcessors();

  private final Path root;

  /** A store over the folder that {@code --disk_cache} names. */
  public DiskCacheBlobStore(Path root) {
    this.root = root;
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException {
    if (digest.isEmpty()) {
      return BytesBlob.empty();
    }
    FileChannel channel = openFile(digest);
    try {
      long size = channel.size();
      if (size == digest.size()) {
        channel.position(offset);
        return new FileBlob(channel, digest, offset, source());
      }
      channel.close();
      throw new BlobCorruptException(digest, source(), "its file has " + size + " bytes");
    } catch (BlobException e) {
      throw e;
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw unreadable(digest, e);
    }
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    OpenedBatch.read(this, source(), digests, receiver, READ_AT_A_TIME);
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests) {
    Set<Digest> missing = new HashSet<>();
    for (Digest digest : digests) {
      if (!digest.isEmpty() && !Files.isRegularFile(file(digest))) {
        missing.add(digest);
      }
    }
    return missing;
  }

  @Override
  public long maxBatchedSize() {
    return LARGEST_BATCHED;
  }

  @Override
  public void close() {}

  private FileChannel openFile(Digest digest) throws BlobException {
    Path file = file(digest);
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new BlobNotFoundException(digest, source());
    } catch (AccessDeniedException e) {
      throw new SourceRefusedException(
          "The file %s of the disk cache may not be read: look at its permissions.".formatted(file),
          e);
    } catch (IOException e) {
      throw unreadable(digest, e);
    }
  }

  private SourceUnavailableException unreadable(Digest digest, IOException e) {
    return new SourceUnavailableException(
        "The file %s of the disk cache can't be read: %s".formatted(file(digest), e.getMessage()),
        e);
  }

  private Path file(Digest digest) {
    String hash = digest.hex();
    return digest
        .function()
        .pathSegment()
        .map(root::resolve)
        .orElse(root)
        .resolve("cas")
        .resolve(hash.substring(0, 2))
        .resolve(hash);
  }

  private String source() {
    return "The disk cache " + root;
  }

  private static void closeQuietly(FileChannel channel, IOException cause) {
    try {
      channel.close();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
