package dev.bwob.cas.local;

import dev.bwob.cas.SampleBlobs;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A program that stores blobs, every third one as an upload, until it is killed. It prints the
 * number of each when it is stored.
 */
final class EndlessStoring {
  private static final int LIMIT = 1_000_000_000;

  private EndlessStoring() {}

  static LocalStore open(Path folder) throws Exception {
    return LocalStore.open(LocalStoreOptions.of(folder, LIMIT));
  }

  static byte[] blob(int number) {
    return SampleBlobs.bytes(50_000 + number % 1000, number);
  }

  /** Takes the store's folder. */
  public static void main(String[] args) throws Exception {
    try (LocalStore store = open(Path.of(args[0]))) {
      for (int i = 0; i < Integer.MAX_VALUE; i++) {
        byte[] bytes = blob(i);
        if (i % 3 == 0) {
          try (Upload upload =
              store.blobs().resumeUpload("upload", SampleBlobs.digest(bytes), /* offset= */ 0)) {
            upload.write(ByteBuffer.wrap(bytes, 0, 20_000));
            upload.write(ByteBuffer.wrap(bytes, 20_000, bytes.length - 20_000));
            upload.finish();
          }
        } else {
          store.blobs().put(SampleBlobs.digest(bytes), ByteBuffer.wrap(bytes));
        }
        System.out.println(i);
      }
    }
  }
}
