package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.ActionResult;
import build.bazel.remote.execution.v2.Directory;
import build.bazel.remote.execution.v2.FileNode;
import build.bazel.remote.execution.v2.OutputDirectory;
import build.bazel.remote.execution.v2.OutputFile;
import build.bazel.remote.execution.v2.Tree;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the blobs without which an action result is worth nothing. */
final class ReferencedBlobs {
  private final DigestFunction function;
  private final Set<Digest> digests = new LinkedHashSet<>();

  ReferencedBlobs(DigestFunction function) {
    this.function = function;
  }

  Set<Digest> digests() {
    return digests;
  }

  /**
   * Adds what the result itself names, trees as they are.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when a digest is malformed
   */
  ReferencedBlobs addNamed(ActionResult result) {
    for (OutputFile file : result.getOutputFilesList()) {
      add(file.getDigest());
    }
    if (result.hasStdoutDigest()) {
      add(result.getStdoutDigest());
    }
    if (result.hasStderrDigest()) {
      add(result.getStderrDigest());
    }
    for (OutputDirectory directory : result.getOutputDirectoriesList()) {
      if (directory.hasTreeDigest()) {
        add(directory.getTreeDigest());
      }
      if (directory.hasRootDirectoryDigest()) {
        add(directory.getRootDirectoryDigest());
      }
    }
    return this;
  }

  /**
   * Adds what is in the result's trees.
   *
   * @throws BlobNotFoundException when a tree is not there, or is none
   */
  ReferencedBlobs addTrees(ActionResult result, BlobBytes bytes)
      throws IOException, InterruptedException {
    for (OutputDirectory directory : result.getOutputDirectoriesList()) {
      if (directory.hasTreeDigest()) {
        Tree tree = read(directory, bytes);
        add(tree.getRoot());
        tree.getChildrenList().forEach(this::add);
      }
      if (directory.hasRootDirectoryDigest()) {
        addDirectories(digest(directory.getRootDirectoryDigest()), bytes);
      }
    }
    return this;
  }

  private Tree read(OutputDirectory directory, BlobBytes bytes)
      throws IOException, InterruptedException {
    Digest digest = digest(directory.getTreeDigest());
    try {
      return Tree.parseFrom(bytes.read(digest));
    } catch (InvalidProtocolBufferException e) {
      throw new BlobNotFoundException(digest, "The cache (as a Tree)");
    }
  }

  private void addDirectories(Digest root, BlobBytes bytes)
      throws IOException, InterruptedException {
    DirectoryWalk walk = new DirectoryWalk(bytes, root);
    for (Directory next = walk.next(); next != null; next = walk.next()) {
      add(next);
      next.getDirectoriesList().forEach(child -> add(child.getDigest()));
    }
  }

  private void add(Directory directory) {
    for (FileNode file : directory.getFilesList()) {
      add(file.getDigest());
    }
  }

  private void add(build.bazel.remote.execution.v2.Digest proto) {
    digests.add(digest(proto));
  }

  private Digest digest(build.bazel.remote.execution.v2.Digest proto) {
    return Digests.fromProto(proto, function);
  }
}
