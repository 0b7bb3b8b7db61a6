package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * The blobs that the running fetches are bringing, or have brought: who wants one that another
 * fetch is about to have waits, and takes a copy of its file.
 *
 * <p>What was brought is remembered while any fetch runs, for those that come a little late.
 */
final class InFlightBlobs {
  /** Enough for late comers; a bound on what is kept while fetches overlap without end. */
  private static final int MOST_REMEMBERED = 1 << 17;

  private final ConcurrentHashMap<Digest, Flight> flights = new ConcurrentHashMap<>();
  private int running;

  /** One blob on its way. */
  static final class Flight {
    private final Digest digest;
    private final CompletableFuture<Path> published = new CompletableFuture<>();

    private Flight(Digest digest) {
      this.digest = digest;
    }

    Digest digest() {
      return digest;
    }

    /**
     * Waits for the fetch that brings it. Returns the file with the blob's bytes, which somebody
     * may have changed since; empty when that fetch failed or was cancelled.
     */
    Optional<Path> await() throws InterruptedException {
      try {
        return Optional.of(published.get());
      } catch (ExecutionException e) {
        return Optional.empty();
      }
    }
  }

  /** A fetch begins. */
  synchronized void enter() {
    running++;
  }

  /** A fetch ends; it must have ended all its flights. */
  synchronized void leave() {
    running--;
    if (running == 0) {
      flights.clear();
    }
  }

  /**
   * Asks to bring a blob. If the flight that is returned {@code lead}s, the caller must bring it
   * and end the flight, come what may.
   */
  Claim claim(Digest digest) {
    Flight known = flights.get(digest);
    if (known == null) {
      Flight mine = new Flight(digest);
      known = flights.putIfAbsent(digest, mine);
      if (known == null) {
        return new Claim(mine, /* leads= */ true);
      }
    }
    return new Claim(known, /* leads= */ false);
  }

  /**
   * Who brings a blob.
   *
   * @param leads whether it is the caller
   */
  record Claim(Flight flight, boolean leads) {}

  /** The blob is in this file. */
  void published(Flight flight, Path file) {
    if (flights.size() > MOST_REMEMBERED) {
      flights.remove(flight.digest, flight);
    }
    flight.published.complete(file);
  }

  /** The blob did not come, or its file is no longer what it was: the next who asks leads. */
  void failed(Flight flight) {
    flights.remove(flight.digest, flight);
    flight.published.completeExceptionally(new IllegalStateException("not brought"));
  }
}
