package dev.bwob.cas.http;

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
import dev.bwob.cas.TaskGroup;
import dev.bwob.cas.source.SourceAddress;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Blobs from a server that speaks Bazel's HTTP cache protocol: {@code GET <base>/cas/HASH}. The
 * protocol knows no batch, so a batch is several GETs at a time on kept connections. Neither
 * retries nor verifies.
 */
public final class HttpBlobStore implements BlobStore {
  private static final long LARGEST_BATCHED = 1024 * 1024;

  private final SourceSettings settings;
  private final SourceAddress.Http address;
  private final HttpRequests requests;
  private final HttpClient client;

  private HttpBlobStore(SourceSettings settings, SourceAddress.Http address, HttpClient client) {
    this.settings = settings;
    this.address = address;
    this.requests = new HttpRequests(settings, address.base());
    this.client = client;
  }

  /**
   * A store for an HTTP address. Connects when first asked.
   *
   * @throws IllegalArgumentException if the settings can't be used; the message is for the user
   */
  public static HttpBlobStore connect(SourceSettings settings) {
    if (!(settings.address() instanceof SourceAddress.Http address)) {
      throw new IllegalArgumentException(
          "The address %s is not an HTTP one.".formatted(settings.address()));
    }
    return new HttpBlobStore(settings, address, HttpClients.create(settings));
  }

  /** Asks for the top of the cache now, to see whether the server answers; says how in words. */
  public String probe() throws BlobException, InterruptedException {
    URI folder = URI.create(address.base() + "/");
    int status = send(requests.head(folder), BodyHandlers.discarding()).statusCode();
    if (status == 401 || status == 403) {
      throw refused(status, "was asked whether it is there");
    }
    return "HTTP cache; answers with status " + status;
  }

  @Override
  public Blob open(Digest digest, long offset) throws BlobException, InterruptedException {
    if (digest.isEmpty()) {
      return BytesBlob.empty();
    }
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
        send(requests.get(digest, offset), BodyHandlers.ofPublisher());
    HttpBlob body = new HttpBlob(digest, address.toString(), settings.transfer().idleTimeout());
    response.body().subscribe(body);
    try {
      check(response.statusCode(), digest, offset);
      if (offset > 0 && response.statusCode() == 200) {
        // Not every server knows ranges.
        body.skip(offset);
      }
      return body;
    } catch (BlobException | InterruptedException | RuntimeException e) {
      body.close();
      throw e;
    }
  }

  @Override
  public void readBatch(Collection<Digest> digests, BatchReceiver receiver)
      throws InterruptedException {
    OpenedBatch.read(
        this, address.toString(), digests, receiver, settings.transfer().parallelism());
  }

  @Override
  public Set<Digest> findMissing(Collection<Digest> digests)
      throws BlobException, InterruptedException {
    Set<Digest> missing = ConcurrentHashMap.newKeySet();
    AtomicReference<@Nullable BlobException> failure = new AtomicReference<>();
    Semaphore permits = new Semaphore(settings.transfer().parallelism());
    try (TaskGroup group = new TaskGroup()) {
      for (Digest digest : digests) {
        group.fork(permits, () -> findOne(digest, missing, failure));
      }
      group.join();
    }
    BlobException thrown = failure.get();
    if (thrown != null) {
      throw thrown;
    }
    return missing;
  }

  private void findOne(
      Digest digest, Set<Digest> missing, AtomicReference<@Nullable BlobException> failure)
      throws InterruptedException {
    if (digest.isEmpty() || failure.get() != null) {
      return;
    }
    try {
      HttpRequest request = requests.head(requests.uri(digest));
      check(send(request, BodyHandlers.discarding()).statusCode(), digest, 0);
    } catch (BlobNotFoundException e) {
      missing.add(digest);
    } catch (BlobException e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public long maxBatchedSize() {
    return LARGEST_BATCHED;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws SourceUnavailableException, InterruptedException {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new SourceUnavailableException("%s did not answer: %s.".formatted(address, what), e);
    }
  }

  private void check(int status, Digest digest, long offset) throws BlobException {
    switch (status) {
      case 200 -> {}
      case 206 -> {
        if (offset == 0) {
          throw refused(status, "was asked for all of blob " + digest);
        }
      }
      case 404, 410 -> throw new BlobNotFoundException(digest, address.toString());
      case 416 ->
          throw new BlobCorruptException(
              digest, address.toString(), "they end before byte " + offset);
      case 408, 425, 429, 500, 502, 503, 504 ->
          throw new SourceUnavailableException(
              "%s was asked for blob %s and answered with HTTP status %d."
                  .formatted(address, digest, status));
      default -> throw refused(status, "was asked for blob " + digest);
    }
  }

  private SourceRefusedException refused(int status, String asked) {
    String remedy =
        switch (status) {
          case 401, 403, 407 -> "look at the credentials (headers, user in the address)";
          case 301, 302, 303, 307, 308 -> "it redirects elsewhere; use that address";
          default -> "look whether this address is an HTTP cache";
        };
    return new SourceRefusedException(
        "%s %s and answered with HTTP status %d: %s.".formatted(address, asked, status, remedy));
  }
}
