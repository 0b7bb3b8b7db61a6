package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import dev.bwob.fetch.PlannedOutput.Action;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One run of a plan. In order: what needs no bytes from afar, what seems to be there (hashed), what
 * must be fetched, and in the end the tree artifacts that all this went into.
 */
final class FetchRun {
  private final FetchPlan plan;
  private final List<FetchItem> items;
  private final MaterializerOptions options;
  private final ResultTally tally;
  private final DiskView disk;
  private final FilePublisher publisher;
  private final BlobTransfer transfer;
  private final TreeSealer sealer;

  FetchRun(
      FetchPlan plan,
      List<FetchItem> items,
      RunFolders folders,
      MaterializerOptions options,
      FetchListener listener) {
    this.plan = plan;
    this.items = items;
    this.options = options;
    this.disk = new LocalDisk();
    this.tally = new ResultTally(listener);
    this.publisher = new FilePublisher(plan, folders, disk, tally);
    this.transfer = new BlobTransfer(plan, folders, publisher, tally, listener);
    this.sealer = new TreeSealer(plan, folders, disk, tally);
  }

  /** Does it all; every item is done after, unless the thread is interrupted. */
  void run(BlobSources sources, InFlightBlobs inFlight) throws InterruptedException {
    List<FetchItem> local = new ArrayList<>();
    List<FetchItem> trees = new ArrayList<>();
    Map<Digest, BlobGroup> groups = new LinkedHashMap<>();
    for (FetchItem item : items) {
      if (item.planned().action() == Action.IMPOSSIBLE
          || item.planned().action() == Action.BLOCKED) {
        tally.problem(item, impossible(item.planned()));
      } else if (item.planned().output() instanceof TreeOutput) {
        trees.add(item);
      } else if (item.planned().output() instanceof FileOutput && item.digest().isPresent()) {
        groups.computeIfAbsent(item.digest().get(), BlobGroup::new).add(item);
      } else {
        local.add(item);
      }
    }
    Crew.forEach(local, options.localWorkers(), this::doLocal);
    List<BlobGroup> toCheck = groups.values().stream().filter(FetchRun::needsLook).toList();
    Crew.forEach(toCheck, options.localWorkers(), this::check);
    List<BlobGroup> toBring = groups.values().stream().filter(group -> !group.isDone()).toList();
    new BlobTransfers(inFlight, transfer, options.streams()).bring(toBring, sources);
    sealTrees(trees);
  }

  private MaterializeException impossible(PlannedOutput planned) {
    return new MaterializeException(
        planned.action() == Action.BLOCKED
            ? MaterializeException.Kind.IN_THE_WAY
            : MaterializeException.Kind.IMPOSSIBLE,
        "%s can't be fetched: %s."
            .formatted(plan.root() + "/" + planned.output().path(), planned.reason()));
  }

  /** Links, bytes that came with the record, and files of which no digest is known. */
  private void doLocal(FetchItem item) throws InterruptedException {
    if (item.planned().output() instanceof SymlinkOutput link) {
      publisher.publishLink(item, link.target());
    } else if (item.inlineBytes().isPresent()) {
      if (!isThere(item)) {
        publisher.keepIfTaken(item);
        if (!item.isDone()) {
          publisher.publishBytes(item, item.inlineBytes().get().asReadOnlyByteBuffer(), 0);
        }
      }
    } else {
      tally.upToDate(item);
    }
  }

  private static boolean needsLook(BlobGroup group) {
    return group.digest().isEmpty()
        || group.items().stream()
            .anyMatch(item ->
                item.planned().action() == Action.CHECK || !item.planned().reason().isEmpty());
  }

  /** Hashes what seems to be right already; other places get a copy of what is. */
  private void check(BlobGroup group) throws InterruptedException {
    Optional<Path> right = Optional.empty();
    for (FetchItem item : group.items()) {
      if (item.planned().action() == Action.CHECK && isThere(item)) {
        right = Optional.of(plan.destination(item.planned()));
      } else if (item.planned().action() == Action.CHECK || !item.planned().reason().isEmpty()) {
        publisher.keepIfTaken(item);
      }
    }
    if (group.digest().isEmpty()) {
      for (FetchItem item : group.open()) {
        publisher.publishBytes(item, ByteBuffer.allocate(0), 0);
      }
    } else if (right.isPresent() && !group.isDone()) {
      // If that file changes meanwhile, the rest is fetched.
      transfer.fromFile(group, right.get());
    }
  }

  /** Whether an item's bytes are at its place; then the item is done. */
  private boolean isThere(FetchItem item) {
    Digest digest = item.digest().orElseThrow();
    try (FileChannel file = FileChannel.open(plan.destination(item.planned()))) {
      if (FileCheck.matches(file, digest)) {
        tally.upToDate(item);
        return true;
      }
      return false;
    } catch (IOException | InvalidPathException e) {
      // Not there, or not readable: fetching it will tell what is wrong.
      return false;
    }
  }

  private void sealTrees(List<FetchItem> trees) throws InterruptedException {
    if (trees.isEmpty()) {
      return;
    }
    Map<String, List<FetchItem>> files = new HashMap<>();
    trees.forEach(tree -> files.put(tree.planned().output().path().value(), new ArrayList<>()));
    Map<String, Optional<List<FetchItem>>> byFolder = new HashMap<>();
    for (FetchItem item : items) {
      if (!(item.planned().output() instanceof TreeOutput)) {
        String folder = item.planned().output().path().directory();
        byFolder
            .computeIfAbsent(folder, key -> treeAtOrAbove(key, files))
            .ifPresent(tree -> tree.add(item));
      }
    }
    Crew.forEach(
        trees,
        options.localWorkers(),
        tree ->
            sealer.seal(
                tree, files.getOrDefault(tree.planned().output().path().value(), List.of())));
  }

  private static Optional<List<FetchItem>> treeAtOrAbove(
      String folder, Map<String, List<FetchItem>> files) {
    String at = folder;
    while (!at.isEmpty()) {
      List<FetchItem> tree = files.get(at);
      if (tree != null) {
        return Optional.of(tree);
      }
      int slash = at.lastIndexOf('/');
      at = slash < 0 ? "" : at.substring(0, slash);
    }
    return Optional.empty();
  }
}
