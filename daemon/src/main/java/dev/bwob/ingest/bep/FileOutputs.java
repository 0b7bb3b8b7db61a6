package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.File;
import com.google.protobuf.ByteString;
import dev.bwob.digest.Digest;
import dev.bwob.ingest.IngestTally;
import dev.bwob.output.ExecutableBit;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.path.OutputPath;
import java.util.Optional;

/**
 * Makes outputs of the {@code File} messages of build events. One that can't be an output is left
 * out, one with a wrong digest is kept without; both are warned of.
 */
final class FileOutputs {
  private static final String EXTERNAL = "external/";

  private final FileDigests digests;
  private final IngestTally tally;
  private String externalRoot = "";

  FileOutputs(FileDigests digests, IngestTally tally) {
    this.digests = digests;
    this.tally = tally;
  }

  /** Where the files of other repositories are: beside the exec root's parent. */
  void execRoot(String execRoot) {
    int workspace = execRoot.lastIndexOf('/');
    int outputBase = workspace < 0 ? -1 : execRoot.lastIndexOf('/', workspace - 1);
    externalRoot = outputBase < 0 ? "" : execRoot.substring(0, outputBase) + "/external";
  }

  /** An output at the path that the file itself tells. */
  Optional<Output> output(File file, Origin origin) {
    return output(execPath(file), file, origin);
  }

  /** An output at a path that is told elsewhere. */
  Optional<Output> output(String execPath, File file, Origin origin) {
    return path(execPath)
        .flatMap(path ->
            switch (file.getFileCase()) {
              case CONTENTS ->
                  Optional.of(new InlineOutput(path, copy(file.getContents()), origin));
              case SYMLINK_TARGET_PATH -> link(path, file.getSymlinkTargetPath(), origin);
              case URI, FILE_NOT_SET ->
                  Optional.of(
                      new FileOutput(
                          path, digest(path, file), ExecutableBit.UNKNOWN, file.getUri(), origin));
            });
  }

  /**
   * A tree artifact. The digest that Bazel gives with it is not that of a REAPI {@code Tree}, but a
   * fingerprint of its own, so it is left out.
   */
  Optional<Output> tree(File file, Origin origin) {
    return path(execPath(file))
        .map(path -> new TreeOutput(path, Optional.empty(), file.getUri(), origin));
  }

  /**
   * Prefix and name. Files of other repositories have neither a prefix nor the repository in their
   * name since Bazel 6; where the URI tells the place on disk, it tells the exec path.
   */
  String execPath(File file) {
    if (file.getPathPrefixCount() > 0) {
      return String.join("/", file.getPathPrefixList()) + "/" + file.getName();
    }
    String name = file.getName();
    if (name.startsWith(EXTERNAL)) {
      return name;
    }
    return FileUri.below(file.getUri(), externalRoot)
        .filter(path -> path.endsWith("/" + name))
        .map(path -> EXTERNAL + path)
        .orElse(name);
  }

  private Optional<OutputPath> path(String execPath) {
    try {
      return Optional.of(new OutputPath(execPath));
    } catch (IllegalArgumentException e) {
      tally.warn("A file was left out: %s.".formatted(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Output> link(OutputPath path, String target, Origin origin) {
    if (target.isEmpty() || target.indexOf('\0') >= 0) {
      tally.warn("The link %s was left out: its target is empty or has a NUL.".formatted(path));
      return Optional.empty();
    }
    return Optional.of(new SymlinkOutput(path, target, origin));
  }

  private Optional<Digest> digest(OutputPath path, File file) {
    try {
      return digests.of(file);
    } catch (IllegalArgumentException e) {
      tally.warn("%s is recorded without a digest: %s.".formatted(path, e.getMessage()));
      return Optional.empty();
    }
  }

  /** Lets go of the event that the bytes may be a part of. */
  private static ByteString copy(ByteString bytes) {
    return ByteString.copyFrom(bytes.asReadOnlyByteBuffer());
  }
}
