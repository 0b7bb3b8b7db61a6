package dev.bwob.rpc;

import dev.bwob.digest.DigestFunction;
import dev.bwob.fetch.RequestException;
import dev.bwob.index.RecordedOutput;
import dev.bwob.output.ExecutableBit;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.path.OutputPath;
import dev.bwob.v1.Digest;
import java.util.Optional;

/** Outputs between the domain and {@code bwob.v1}. */
final class OutputProtos {
  private OutputProtos() {}

  static dev.bwob.v1.Output toProto(RecordedOutput recorded) {
    return toProto(recorded.output()).toBuilder().setInvocationId(recorded.invocationId()).build();
  }

  static dev.bwob.v1.Output toProto(Output output) {
    dev.bwob.v1.Output.Builder proto =
        dev.bwob.v1.Output.newBuilder().setPath(output.path().value());
    if (!output.origin().equals(Origin.UNKNOWN)) {
      proto
          .getOriginBuilder()
          .setLabel(output.origin().label())
          .setMnemonic(output.origin().mnemonic())
          .setConfiguration(output.origin().configuration());
    }
    switch (output) {
      case FileOutput file -> {
        dev.bwob.v1.Output.File.Builder builder = proto.getFileBuilder().setUri(file.uri());
        file.digest().ifPresent(digest -> builder.setDigest(toProto(digest)));
        builder.setExecutable(
            switch (file.executable()) {
              case UNKNOWN -> dev.bwob.v1.ExecutableBit.EXECUTABLE_BIT_UNKNOWN;
              case SET -> dev.bwob.v1.ExecutableBit.EXECUTABLE_BIT_SET;
              case CLEAR -> dev.bwob.v1.ExecutableBit.EXECUTABLE_BIT_CLEAR;
            });
      }
      case TreeOutput tree -> {
        dev.bwob.v1.Output.Tree.Builder builder = proto.getTreeBuilder().setUri(tree.uri());
        tree.treeDigest().ifPresent(digest -> builder.setTreeDigest(toProto(digest)));
      }
      case SymlinkOutput link -> proto.getSymlinkBuilder().setTarget(link.target());
      case InlineOutput inline -> proto.getInlineBuilder().setContents(inline.contents());
    }
    return proto.build();
  }

  private static Digest toProto(dev.bwob.digest.Digest digest) {
    return Digest.newBuilder()
        .setHash(digest.hex())
        .setSizeBytes(digest.size())
        .setFunction(digest.function().name())
        .build();
  }

  static Output fromProto(dev.bwob.v1.Output proto) throws RequestException {
    try {
      OutputPath path = new OutputPath(proto.getPath());
      Origin origin =
          proto.hasOrigin()
              ? new Origin(
                  proto.getOrigin().getLabel(),
                  proto.getOrigin().getMnemonic(),
                  proto.getOrigin().getConfiguration())
              : Origin.UNKNOWN;
      return switch (proto.getKindCase()) {
        case FILE ->
            new FileOutput(
                path,
                proto.getFile().hasDigest()
                    ? Optional.of(fromProto(proto.getFile().getDigest()))
                    : Optional.empty(),
                switch (proto.getFile().getExecutable()) {
                  case EXECUTABLE_BIT_SET -> ExecutableBit.SET;
                  case EXECUTABLE_BIT_CLEAR -> ExecutableBit.CLEAR;
                  case EXECUTABLE_BIT_UNKNOWN, UNRECOGNIZED -> ExecutableBit.UNKNOWN;
                },
                proto.getFile().getUri(),
                origin);
        case TREE ->
            new TreeOutput(
                path,
                proto.getTree().hasTreeDigest()
                    ? Optional.of(fromProto(proto.getTree().getTreeDigest()))
                    : Optional.empty(),
                proto.getTree().getUri(),
                origin);
        case SYMLINK -> new SymlinkOutput(path, proto.getSymlink().getTarget(), origin);
        case INLINE -> new InlineOutput(path, proto.getInline().getContents(), origin);
        case KIND_NOT_SET ->
            throw new RequestException(
                RequestException.Kind.INVALID,
                "The output '" + path + "' is neither file, tree, symlink nor inline");
      };
    } catch (IllegalArgumentException e) {
      throw new RequestException(RequestException.Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }

  private static dev.bwob.digest.Digest fromProto(Digest proto) {
    String name = proto.getFunction().isEmpty() ? "SHA256" : proto.getFunction();
    DigestFunction function =
        DigestFunction.byName(name)
            .orElseThrow(
                () -> new IllegalArgumentException("unknown digest function '" + name + "'"));
    return dev.bwob.digest.Digest.parse(function, proto.getHash(), proto.getSizeBytes());
  }
}
