package dev.bwob.cli.verb;

import dev.bwob.cli.console.JsonLine;
import dev.bwob.v1.Digest;
import dev.bwob.v1.ExecutableBit;
import dev.bwob.v1.Output;

/** How an output is written, for people and for programs. */
final class Outputs {
  private Outputs() {}

  /** A word: "file", "program", "tree", "link", "inline". */
  static String kind(Output output) {
    return switch (output.getKindCase()) {
      case FILE ->
          output.getFile().getExecutable() == ExecutableBit.EXECUTABLE_BIT_SET ? "program" : "file";
      case TREE -> "tree";
      case SYMLINK -> "link";
      case INLINE -> "inline";
      case KIND_NOT_SET -> "unknown";
    };
  }

  /** Bytes; -1 when not known. */
  static long size(Output output) {
    return switch (output.getKindCase()) {
      case FILE -> output.getFile().hasDigest() ? output.getFile().getDigest().getSizeBytes() : -1;
      case INLINE -> output.getInline().getContents().size();
      case TREE, SYMLINK, KIND_NOT_SET -> -1;
    };
  }

  /** Adds the fields of an output to the line. */
  static JsonLine json(JsonLine line, Output output) {
    line.put("path", output.getPath());
    switch (output.getKindCase()) {
      case FILE -> {
        line.put("type", "file");
        if (output.getFile().hasDigest()) {
          digest(line, "digest", output.getFile().getDigest());
        }
        switch (output.getFile().getExecutable()) {
          case EXECUTABLE_BIT_SET -> line.put("executable", true);
          case EXECUTABLE_BIT_CLEAR -> line.put("executable", false);
          case EXECUTABLE_BIT_UNKNOWN, UNRECOGNIZED -> {}
        }
        line.put("uri", output.getFile().getUri());
      }
      case TREE -> {
        line.put("type", "tree");
        if (output.getTree().hasTreeDigest()) {
          digest(line, "tree_digest", output.getTree().getTreeDigest());
        }
        line.put("uri", output.getTree().getUri());
      }
      case SYMLINK -> line.put("type", "symlink").put("target", output.getSymlink().getTarget());
      case INLINE ->
          line.put("type", "inline").put("size_bytes", output.getInline().getContents().size());
      case KIND_NOT_SET -> line.put("type", "unknown");
    }
    return line.put("label", output.getOrigin().getLabel())
        .put("mnemonic", output.getOrigin().getMnemonic())
        .put("configuration", output.getOrigin().getConfiguration())
        .put("invocation_id", output.getInvocationId());
  }

  private static void digest(JsonLine line, String name, Digest digest) {
    line.object(
        name,
        d ->
            d.put("hash", digest.getHash())
                .put("size_bytes", digest.getSizeBytes())
                .put("function", function(digest)));
  }

  static String function(Digest digest) {
    return digest.getFunction().isEmpty() ? "SHA256" : digest.getFunction();
  }
}
