package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The blobs that are on their way into the store, those that broke off among them. */
final class Uploads {
  private final StoreLayout layout;
  private final StoredFiles files;
  private final TempFiles temps;
  private final ChannelOpener opener;
  private final ConcurrentMap<Path, Upload> running = new ConcurrentHashMap<>();

  Uploads(StoreLayout layout, StoredFiles files, TempFiles temps, ChannelOpener opener) {
    this.layout = layout;
    this.files = files;
    this.temps = temps;
    this.opener = opener;
  }

  Upload start(Digest digest) throws IOException, InterruptedException {
    return open(new Upload(this, temps.next(), digest, /* resumable= */ false), 0);
  }

  Upload resume(String name, Digest digest, long offset) throws IOException, InterruptedException {
    return open(new Upload(this, file(name, digest), digest, /* resumable= */ true), offset);
  }

  private Upload open(Upload upload, long offset) throws IOException, InterruptedException {
    Upload before = running.put(upload.file(), upload);
    boolean opened = false;
    try {
      if (before != null) {
        before.supersede();
      }
      upload.open(opener, offset);
      opened = true;
      return upload;
    } finally {
      if (!opened) {
        forget(upload);
        upload.supersede();
      }
    }
  }

  long committed(String name, Digest digest) throws IOException {
    try {
      return Files.size(file(name, digest));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private Path file(String name, Digest digest) {
    return layout.uploads().resolve(StoreLayout.hashOf(digest + " " + name));
  }

  void commit(Upload upload, Digest digest) throws IOException {
    files.commit(upload.file(), StoreKey.blob(digest), digest.size());
  }

  void forget(Upload upload) {
    running.remove(upload.file(), upload);
  }

  /** Removes the uploads that broke off before a time, in milliseconds since the epoch. */
  void sweep(long brokenBeforeMillis) throws IOException {
    try (DirectoryStream<Path> broken = Files.newDirectoryStream(layout.uploads())) {
      for (Path file : broken) {
        try {
          if (!running.containsKey(file)
              && Files.getLastModifiedTime(file).toMillis() < brokenBeforeMillis) {
            Files.delete(file);
          }
        } catch (NoSuchFileException e) {
          // It was finished meanwhile.
        }
      }
    }
  }
}
