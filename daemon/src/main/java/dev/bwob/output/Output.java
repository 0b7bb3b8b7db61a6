package dev.bwob.output;

import dev.bwob.digest.Digest;
import dev.bwob.path.OutputPath;
import java.util.Optional;

/** One output of a build: what is recorded of a path. */
public sealed interface Output {
  OutputPath path();

  Origin origin();

  /**
   * An ordinary file.
   *
   * @param digest absent when the build named the file without one; such a file can't be fetched
   * @param uri where the build said the bytes are ({@code bytestream://...}, {@code file://...});
   *     empty if it did not
   */
  record FileOutput(
      OutputPath path, Optional<Digest> digest, ExecutableBit executable, String uri, Origin origin)
      implements Output {}

  /**
   * A tree artifact: a directory that an action made as one output. The Build Event Protocol lists
   * its files as outputs of their own below it; an action result names the digest of a REAPI {@code
   * Tree}.
   */
  record TreeOutput(OutputPath path, Optional<Digest> treeDigest, String uri, Origin origin)
      implements Output {}

  /**
   * A symbolic link that is an output itself.
   *
   * @param target the link's text, not checked
   */
  record SymlinkOutput(OutputPath path, String target, Origin origin) implements Output {}

  /** A small file whose bytes came with the record. */
  record InlineOutput(OutputPath path, com.google.protobuf.ByteString contents, Origin origin)
      implements Output {}
}
