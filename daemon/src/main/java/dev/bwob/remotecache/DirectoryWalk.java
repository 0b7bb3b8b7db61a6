package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.Directory;
import build.bazel.remote.execution.v2.DirectoryNode;
import build.bazel.remote.execution.v2.GetTreeResponse;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A walk through a directory and all below it, breadth first, each distinct directory once. The
 * order is always the same, so that a page's token is the number of directories before it.
 *
 * <p>A directory that is not in the cache is left out, with what only it leads to.
 */
final class DirectoryWalk {
  private static final int LARGEST_PAGE = 1000;

  /** Pages stay well within gRPC's limit of 4 MiB for a message. */
  private static final int PAGE_BYTES = 1024 * 1024;

  private final BlobBytes bytes;
  private final Queue<Digest> waiting = new ArrayDeque<>();
  private final Set<Digest> seen = new HashSet<>();
  private long passed;

  DirectoryWalk(BlobBytes bytes, Digest root) {
    this.bytes = bytes;
    add(root);
  }

  private void add(Digest directory) {
    if (seen.add(directory)) {
      waiting.add(directory);
    }
  }

  /** Goes on to the directory after so many others. */
  void skip(long count) throws IOException, InterruptedException {
    while (passed < count) {
      if (next() == null) {
        throw Refusals.invalid("The page token is not one of this tree's");
      }
    }
  }

  /** The next page; the last one has no token. */
  GetTreeResponse nextPage(int size) throws IOException, InterruptedException {
    GetTreeResponse.Builder page = GetTreeResponse.newBuilder();
    int limit = size <= 0 ? LARGEST_PAGE : Math.min(size, LARGEST_PAGE);
    int pageBytes = 0;
    while (page.getDirectoriesCount() < limit && pageBytes < PAGE_BYTES) {
      Directory directory = next();
      if (directory == null) {
        break;
      }
      page.addDirectories(directory);
      pageBytes += directory.getSerializedSize();
    }
    return waiting.isEmpty() ? page.build() : page.setNextPageToken(Long.toString(passed)).build();
  }

  @Nullable Directory next() throws IOException, InterruptedException {
    while (!waiting.isEmpty()) {
      Digest digest = waiting.remove();
      try {
        Directory directory = Directory.parseFrom(bytes.read(digest));
        for (DirectoryNode child : directory.getDirectoriesList()) {
          add(Digests.fromProto(child.getDigest(), digest.function()));
        }
        passed++;
        return directory;
      } catch (BlobNotFoundException e) {
        if (seen.size() == 1) {
          throw e;
        }
      } catch (InvalidProtocolBufferException e) {
        throw Refusals.invalid("Blob %s is not a Directory".formatted(digest));
      }
    }
    return null;
  }
}
