package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.ActionResult;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.cas.local.LocalBlobs;
import dev.bwob.cas.local.LocalRecords;
import dev.bwob.cas.local.LocalStore;
import dev.bwob.digest.Digest;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;

/**
 * The action cache: results by instance name and action digest. A result is there only while every
 * blob that it names is, files in trees included.
 */
final class ActionResults {
  private final LocalRecords records;
  private final LocalBlobs blobs;
  private final BlobBytes bytes;

  ActionResults(LocalStore store) {
    this.records = store.records();
    this.blobs = store.blobs();
    this.bytes = new BlobBytes(blobs);
  }

  /**
   * A result all of whose blobs are there; they and the result count as used: the result first, so
   * that it goes before its blobs do.
   */
  Optional<ActionResult> get(String instance, Digest action)
      throws IOException, InterruptedException {
    Optional<ByteBuffer> record = records.get(instance, action);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      ActionResult result = ActionResult.parseFrom(record.get());
      Set<Digest> needed =
          new ReferencedBlobs(action.function()).addNamed(result).addTrees(result, bytes).digests();
      return blobs.findMissing(needed).isEmpty() ? Optional.of(result) : Optional.empty();
    } catch (BlobNotFoundException | InvalidProtocolBufferException | StatusRuntimeException e) {
      // A tree is gone, or holds what no tree holds: without it the result is worth nothing.
      return Optional.empty();
    }
  }

  /**
   * Stores a result in place of an older one.
   *
   * @throws StatusRuntimeException INVALID_ARGUMENT when a digest in it is malformed
   */
  void put(String instance, Digest action, ActionResult result)
      throws IOException, InterruptedException {
    ReferencedBlobs named = new ReferencedBlobs(action.function()).addNamed(result);
    records.put(instance, action, ByteBuffer.wrap(result.toByteArray()));
    // Marks them as used, so that the result goes first.
    blobs.findMissing(named.digests());
  }
}
