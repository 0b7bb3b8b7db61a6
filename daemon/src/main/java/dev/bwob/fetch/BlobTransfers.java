package dev.bwob.fetch;

import dev.bwob.cas.BatchReceiver;
import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobStore;
import dev.bwob.digest.Digest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Brings the blobs of one fetch: small ones in batches, large ones as streams, and those that
 * another fetch is bringing already by waiting for its file.
 *
 * <p>Who waits for another fetch has itself ended all flights that it leads, so that no two fetches
 * ever wait for each other.
 */
final class BlobTransfers {
  /** Wrong bytes are asked for once more. */
  private static final int ATTEMPTS = 2;

  private final InFlightBlobs inFlight;
  private final BlobTransfer transfer;
  private final int streams;

  BlobTransfers(InFlightBlobs inFlight, BlobTransfer transfer, int streams) {
    this.inFlight = inFlight;
    this.transfer = transfer;
    this.streams = streams;
  }

  /** Brings all of these; every item is done after, unless the thread is interrupted. */
  void bring(List<BlobGroup> groups, BlobSources sources) throws InterruptedException {
    IdentityHashMap<BlobStore, List<BlobGroup>> byStore = new IdentityHashMap<>();
    for (BlobGroup group : groups) {
      BlobStore store = sources.storeFor(group.open().getFirst().uri());
      byStore.computeIfAbsent(store, s -> new ArrayList<>()).add(group);
    }
    List<Crew.Task> tasks = new ArrayList<>();
    byStore.forEach((store, ofStore) -> tasks.add(() -> bring(ofStore, store)));
    if (!tasks.isEmpty()) {
      Crew.run(tasks);
    }
  }

  private void bring(List<BlobGroup> groups, BlobStore store) throws InterruptedException {
    long largestSmall;
    try {
      largestSmall = store.maxBatchedSize();
    } catch (BlobException e) {
      groups.forEach(group -> transfer.fail(group, e));
      return;
    }
    List<BlobGroup> small = new ArrayList<>();
    List<BlobGroup> large = new ArrayList<>();
    for (BlobGroup group : groups) {
      (group.digest().size() <= largestSmall ? small : large).add(group);
    }
    List<Crew.Task> tasks = new ArrayList<>();
    if (!small.isEmpty()) {
      tasks.add(() -> bringSmall(small, store));
    }
    if (!large.isEmpty()) {
      tasks.add(() -> Crew.forEach(large, streams, group -> bringLarge(group, store)));
    }
    Crew.run(tasks);
  }

  private void bringLarge(BlobGroup group, BlobStore store) throws InterruptedException {
    while (!group.isDone()) {
      InFlightBlobs.Claim claim = inFlight.claim(group.digest());
      if (claim.leads()) {
        try {
          transfer.started(group);
          transfer.fromStore(group, store, ATTEMPTS);
        } finally {
          land(claim.flight(), group);
        }
      } else {
        follow(claim.flight(), group);
      }
    }
  }

  private void bringSmall(List<BlobGroup> groups, BlobStore store) throws InterruptedException {
    List<BlobGroup> open = groups;
    while (!open.isEmpty()) {
      Map<Digest, Led> led = new HashMap<>();
      IdentityHashMap<BlobGroup, InFlightBlobs.Flight> followed = new IdentityHashMap<>();
      try {
        for (BlobGroup group : open) {
          InFlightBlobs.Claim claim = inFlight.claim(group.digest());
          if (claim.leads()) {
            led.put(group.digest(), new Led(group, claim.flight()));
          } else {
            followed.put(group, claim.flight());
          }
        }
        if (!led.isEmpty()) {
          readBatch(led, store);
        }
      } finally {
        led.values().forEach(one -> land(one.flight(), one.group()));
      }
      for (Map.Entry<BlobGroup, InFlightBlobs.Flight> entry : followed.entrySet()) {
        follow(entry.getValue(), entry.getKey());
      }
      open = followed.keySet().stream().filter(group -> !group.isDone()).toList();
    }
  }

  private void readBatch(Map<Digest, Led> led, BlobStore store) throws InterruptedException {
    led.values().forEach(one -> transfer.started(one.group()));
    Receiver receiver = new Receiver(led);
    store.readBatch(List.copyOf(led.keySet()), receiver);
    for (Led one : receiver.wrong) {
      transfer.fromStore(one.group(), store, ATTEMPTS - 1);
    }
  }

  /** Waits for another fetch's file and copies it. Leaves items open if that comes to nothing. */
  private void follow(InFlightBlobs.Flight flight, BlobGroup group) throws InterruptedException {
    Optional<Path> file = flight.await();
    if (file.isPresent() && !transfer.fromFile(group, file.get())) {
      inFlight.failed(flight);
    }
  }

  /** Ends a flight, if it has not ended. */
  private void land(InFlightBlobs.Flight flight, BlobGroup group) {
    Optional<Path> file = transfer.publishedFile(group);
    if (file.isPresent()) {
      inFlight.published(flight, file.get());
    } else {
      inFlight.failed(flight);
    }
  }

  /** A group that this fetch brings. */
  private record Led(BlobGroup group, InFlightBlobs.Flight flight) {}

  /** Writes what comes in a batch, on the threads that it comes on. */
  private final class Receiver implements BatchReceiver {
    private final Map<Digest, Led> led;
    private final ConcurrentLinkedQueue<Led> wrong = new ConcurrentLinkedQueue<>();

    Receiver(Map<Digest, Led> led) {
      this.led = led;
    }

    @Override
    public void received(Digest digest, ByteBuffer bytes) throws InterruptedException {
      Led one = led.get(digest);
      if (one == null) {
        return;
      }
      if (bytes.remaining() != digest.size()) {
        failed(digest, BlobTransfer.wrongSize(digest, bytes.remaining()));
        return;
      }
      transfer.fromMemory(one.group(), bytes);
      // At once: others may be waiting for this one, and the batch may be long.
      land(one.flight(), one.group());
    }

    @Override
    public void failed(Digest digest, BlobException cause) {
      Led one = led.get(digest);
      if (one == null) {
        return;
      }
      if (cause instanceof BlobCorruptException) {
        wrong.add(one);
      } else {
        transfer.fail(one.group(), cause);
      }
    }
  }
}
