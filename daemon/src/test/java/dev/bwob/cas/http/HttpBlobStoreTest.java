package dev.bwob.cas.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BlobStoreContract;
import dev.bwob.cas.Retries;
import dev.bwob.cas.RetryPolicy;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.cas.SourceUnavailableException;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.stack.BlobStores;
import dev.bwob.digest.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpBlobStoreTest extends BlobStoreContract {
  private static final byte[] LARGE = SampleBlobs.bytes(3_000_000, 1);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  private FakeHttpCache server(boolean ranges) throws Exception {
    FakeHttpCache server = new FakeHttpCache(ranges);
    open.add(server);
    return server;
  }

  @Override
  protected BlobStore storeOf(List<byte[]> blobs) throws Exception {
    FakeHttpCache server = server(/* ranges= */ true);
    blobs.forEach(server::put);
    return HttpBlobStore.connect(SourceSettings.of("http://" + server.hostAndPort() + "/base/"));
  }

  private BlobStore stack(FakeHttpCache server, String user) {
    SourceSettings settings = SourceSettings.of("http://" + user + server.hostAndPort() + "/base");
    BlobStore store =
        BlobStores.reliable(
            HttpBlobStore.connect(settings),
            settings.address().toString(),
            new Retries(RetryPolicy.DEFAULT, time -> {}, new Random(1)));
    open.add(store);
    return store;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void brokenReadGoesOnWithAndWithoutRanges(boolean ranges) throws Exception {
    FakeHttpCache server = server(ranges);
    Digest digest = server.put(LARGE);
    server.cuts.add(1_000_000);
    assertArrayEquals(LARGE, SampleBlobs.readAll(stack(server, "").open(digest, 0)));
    assertEquals(2, server.requests.size());
    assertTrue(server.requests.get(1).startsWith("GET bytes="), server.requests.get(1));
  }

  @Test
  void overloadedServerIsAskedAgain() throws Exception {
    FakeHttpCache server = server(/* ranges= */ true);
    Digest digest = server.put(LARGE);
    server.failures.addAll(List.of(503, 429, 500, 502));
    assertArrayEquals(LARGE, SampleBlobs.readAll(stack(server, "").open(digest, 0)));
  }

  @Test
  void refusalIsNotAskedAgain() throws Exception {
    FakeHttpCache server = server(/* ranges= */ true);
    Digest digest = server.put(LARGE);
    BlobStore store = stack(server, "");
    for (int status : new int[] {401, 403, 302, 418}) {
      server.failures.add(status);
      SourceRefusedException refused =
          assertThrows(SourceRefusedException.class, () -> store.open(digest, 0));
      assertTrue(refused.toString().contains("status " + status), refused.toString());
    }
    assertEquals(4, server.requests.size());
  }

  @Test
  void userInTheAddressIsSentAndNeverSaid() throws Exception {
    FakeHttpCache server = server(/* ranges= */ true);
    Digest digest = server.put(LARGE);
    BlobStore store = stack(server, "me:s3cret@");
    SampleBlobs.readAll(store.open(digest, 0));
    assertEquals("Basic bWU6czNjcmV0", server.authorizations.getFirst());
    server.failures.add(403);
    SourceRefusedException refused =
        assertThrows(SourceRefusedException.class, () -> store.open(digest, 0));
    assertFalse(refused.toString().contains("s3cret"), refused.toString());
  }

  @Test
  void serverThatIsNotThereIsUnavailable() throws Exception {
    FakeHttpCache server = server(/* ranges= */ true);
    BlobStore store = stack(server, "");
    server.close();
    assertThrows(SourceUnavailableException.class, () -> store.open(SampleBlobs.digest(LARGE), 0));
  }
}
