package dev.bwob.bench;

import build.bazel.remote.execution.v2.BatchUpdateBlobsRequest;
import build.bazel.remote.execution.v2.BatchUpdateBlobsResponse;
import build.bazel.remote.execution.v2.ContentAddressableStorageGrpc;
import build.bazel.remote.execution.v2.Digest;
import build.bazel.remote.execution.v2.Directory;
import build.bazel.remote.execution.v2.DirectoryNode;
import build.bazel.remote.execution.v2.FileNode;
import com.google.bytestream.ByteStreamGrpc;
import com.google.bytestream.WriteRequest;
import com.google.bytestream.WriteResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bwob.digest.DigestFunction;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Files to fetch: random bytes, the same at every run, in folders of 100.
 *
 * @param name A (10,000 x 4 KiB) or C (10 x 200 MiB)
 */
record Workload(String name, int files, int size) {
  private static final int FILES_IN_FOLDER = 100;
  private static final int BATCH_BYTES = 3 << 20;
  private static final int CHUNK = 1 << 20;

  static Workload byName(String name) {
    return switch (name) {
      case "A" -> new Workload("A", 10_000, 4 << 10);
      case "C" -> new Workload("C", 10, 200 << 20);
      default ->
          throw new IllegalArgumentException("no workload '" + name + "'; there are A and C");
    };
  }

  /** A file of the workload. */
  record Entry(String path, dev.bwob.digest.Digest digest) {}

  /**
   * Stores all blobs, and the directory tree that names them.
   *
   * @param folder where the same files are written, for the copy that shows the machine's limit
   */
  Stored store(Channel cas, Path folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Directory.Builder root = Directory.newBuilder();
    Batch batch = new Batch(ContentAddressableStorageGrpc.newBlockingStub(cas));
    Random random = new Random(files * 31L + size);
    byte[] bytes = new byte[size];
    for (int first = 0; first < files; first += FILES_IN_FOLDER) {
      String folderName = "d%04d".formatted(first / FILES_IN_FOLDER);
      Files.createDirectories(folder.resolve(folderName));
      Directory.Builder directory = Directory.newBuilder();
      for (int i = first; i < Math.min(files, first + FILES_IN_FOLDER); i++) {
        random.nextBytes(bytes);
        String name = "f%06d".formatted(i);
        dev.bwob.digest.Digest digest =
            dev.bwob.digest.Digest.ofBytes(DigestFunction.SHA256, ByteBuffer.wrap(bytes));
        Files.write(folder.resolve(folderName).resolve(name), bytes);
        if (size < BATCH_BYTES) {
          batch.add(toProto(digest), ByteString.copyFrom(bytes));
        } else {
          write(cas, digest, bytes);
        }
        directory.addFiles(FileNode.newBuilder().setName(name).setDigest(toProto(digest)));
        entries.add(new Entry(folderName + "/" + name, digest));
      }
      root.addDirectories(
          DirectoryNode.newBuilder()
              .setName(folderName)
              .setDigest(batch.add(directory.build().toByteString())));
    }
    Digest rootDigest = batch.add(root.build().toByteString());
    batch.send();
    return new Stored(entries, rootDigest);
  }

  /** What was stored. */
  record Stored(List<Entry> entries, Digest root) {}

  private static Digest toProto(dev.bwob.digest.Digest digest) {
    return Digest.newBuilder().setHash(digest.hex()).setSizeBytes(digest.size()).build();
  }

  /** Blobs that go out together. */
  private static final class Batch {
    private final ContentAddressableStorageGrpc.ContentAddressableStorageBlockingStub stub;
    private BatchUpdateBlobsRequest.Builder request = BatchUpdateBlobsRequest.newBuilder();
    private long bytes;

    Batch(ContentAddressableStorageGrpc.ContentAddressableStorageBlockingStub stub) {
      this.stub = stub;
    }

    Digest add(ByteString blob) {
      Digest digest =
          toProto(
              dev.bwob.digest.Digest.ofBytes(DigestFunction.SHA256, blob.asReadOnlyByteBuffer()));
      add(digest, blob);
      return digest;
    }

    void add(Digest digest, ByteString blob) {
      if (bytes + blob.size() > BATCH_BYTES) {
        send();
      }
      bytes += blob.size();
      request.addRequests(
          BatchUpdateBlobsRequest.Request.newBuilder().setDigest(digest).setData(blob));
    }

    void send() {
      BatchUpdateBlobsResponse response = stub.batchUpdateBlobs(request.build());
      response
          .getResponsesList()
          .forEach(each -> {
            if (each.getStatus().getCode() != 0) {
              throw new IllegalStateException("not stored: " + each);
            }
          });
      request = BatchUpdateBlobsRequest.newBuilder();
      bytes = 0;
    }
  }

  private static void write(Channel cas, dev.bwob.digest.Digest digest, byte[] bytes) {
    CompletableFuture<Long> committed = new CompletableFuture<>();
    StreamObserver<WriteRequest> requests =
        ByteStreamGrpc.newStub(cas)
            .write(
                new StreamObserver<>() {
                  @Override
                  public void onNext(WriteResponse response) {
                    committed.complete(response.getCommittedSize());
                  }

                  @Override
                  public void onError(Throwable cause) {
                    committed.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {}
                });
    String name =
        "uploads/%s/blobs/%s/%d".formatted(UUID.randomUUID(), digest.hex(), digest.size());
    for (int offset = 0; offset < bytes.length; offset += CHUNK) {
      int length = Math.min(CHUNK, bytes.length - offset);
      requests.onNext(
          WriteRequest.newBuilder()
              .setResourceName(offset == 0 ? name : "")
              .setWriteOffset(offset)
              .setData(UnsafeByteOperations.unsafeWrap(bytes, offset, length))
              .setFinishWrite(offset + length == bytes.length)
              .build());
    }
    requests.onCompleted();
    if (committed.join() != bytes.length) {
      throw new IllegalStateException("stored short: " + name);
    }
  }
}
