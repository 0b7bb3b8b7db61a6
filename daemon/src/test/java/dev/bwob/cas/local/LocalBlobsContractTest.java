package dev.bwob.cas.local;

import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BlobStoreContract;
import dev.bwob.cas.SampleBlobs;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

final class LocalBlobsContractTest extends BlobStoreContract {
  private static final long LIMIT = 100_000_000;

  @TempDir private Path folder;
  private final List<LocalStore> stores = new ArrayList<>();

  @Override
  protected BlobStore storeOf(List<byte[]> blobs) throws Exception {
    LocalStore store = LocalStore.open(LocalStoreOptions.of(folder.resolve("store"), LIMIT));
    stores.add(store);
    for (byte[] blob : blobs) {
      store.blobs().put(SampleBlobs.digest(blob), ByteBuffer.wrap(blob));
    }
    return store.blobs();
  }

  @AfterEach
  void close() throws Exception {
    for (LocalStore store : stores) {
      store.close();
    }
  }
}
