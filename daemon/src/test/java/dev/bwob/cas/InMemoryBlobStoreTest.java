package dev.bwob.cas;

import java.util.List;

final class InMemoryBlobStoreTest extends BlobStoreContract {
  @Override
  protected BlobStore storeOf(List<byte[]> blobs) {
    InMemoryBlobStore store = new InMemoryBlobStore("memory");
    blobs.forEach(store::put);
    return store;
  }
}
