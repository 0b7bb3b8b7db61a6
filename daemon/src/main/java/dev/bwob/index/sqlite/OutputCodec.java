package dev.bwob.index.sqlite;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.output.ExecutableBit;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import dev.bwob.path.OutputPath;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The facts of an output, all but its path, in few bytes (about 40 for a SHA-256 file).
 *
 * <p>One byte: kind (2 bits), executable bit (2), has a digest (1), form of the URI (2), has an
 * origin (1). Then, as these say: the digest (function number, hash, size), the URI, the link's
 * text or the contents, and the origin as three text numbers.
 *
 * <p>Most URIs are a common beginning and the digest, or a common beginning and the path: only the
 * number of the beginning is kept then.
 */
final class OutputCodec {
  private static final int FILE = 0;
  private static final int TREE = 1;
  private static final int SYMLINK = 2;
  private static final int INLINE = 3;

  private static final int EXECUTABLE_SHIFT = 2;
  private static final int HAS_DIGEST = 1 << 4;
  private static final int URI_SHIFT = 5;
  private static final int HAS_ORIGIN = 1 << 7;

  private static final int NO_URI = 0;
  private static final int URI_OF_DIGEST = 1;
  private static final int URI_OF_PATH = 2;
  private static final int OTHER_URI = 3;

  /** Numbers for text that is repeated. */
  @FunctionalInterface
  interface TextNumbers {
    long numberOf(String text) throws SQLException;
  }

  /** Text by its number. */
  @FunctionalInterface
  interface Texts {
    String text(long number) throws SQLException;
  }

  private OutputCodec() {}

  static void write(Output output, TextNumbers numbers, ByteSink sink) throws SQLException {
    int origin = output.origin().equals(Origin.UNKNOWN) ? 0 : HAS_ORIGIN;
    switch (output) {
      case FileOutput file -> {
        int kind = FILE | (number(file.executable()) << EXECUTABLE_SHIFT) | origin;
        writeBlob(kind, file.digest(), file.uri(), file.path(), numbers, sink);
      }
      case TreeOutput tree ->
          writeBlob(TREE | origin, tree.treeDigest(), tree.uri(), tree.path(), numbers, sink);
      case SymlinkOutput link -> {
        sink.octet(SYMLINK | origin);
        sink.text(link.target());
      }
      case InlineOutput inline -> {
        sink.octet(INLINE | origin);
        sink.counted(inline.contents().toByteArray());
      }
    }
    if (origin != 0) {
      sink.number(numbers.numberOf(output.origin().label()));
      sink.number(numbers.numberOf(output.origin().mnemonic()));
      sink.number(numbers.numberOf(output.origin().configuration()));
    }
  }

  private static int number(ExecutableBit bit) {
    return switch (bit) {
      case UNKNOWN -> 0;
      case SET -> 1;
      case CLEAR -> 2;
    };
  }

  private static ExecutableBit executableBit(int number) {
    return switch (number) {
      case 1 -> ExecutableBit.SET;
      case 2 -> ExecutableBit.CLEAR;
      default -> ExecutableBit.UNKNOWN;
    };
  }

  private static void writeBlob(
      int head,
      Optional<Digest> digest,
      String uri,
      OutputPath path,
      TextNumbers numbers,
      ByteSink sink)
      throws SQLException {
    String ofDigest = digest.map(Digest::toString).orElse("");
    int form = OTHER_URI;
    String rest = uri;
    if (uri.isEmpty()) {
      form = NO_URI;
    } else if (digest.isPresent() && uri.endsWith(ofDigest)) {
      form = URI_OF_DIGEST;
      rest = uri.substring(0, uri.length() - ofDigest.length());
    } else if (uri.endsWith(path.value())) {
      form = URI_OF_PATH;
      rest = uri.substring(0, uri.length() - path.value().length());
    }
    sink.octet(head | (digest.isPresent() ? HAS_DIGEST : 0) | (form << URI_SHIFT));
    if (digest.isPresent()) {
      Digest value = digest.get();
      sink.octet(value.function().number());
      sink.raw(value.hash());
      sink.number(value.size());
    }
    if (form == OTHER_URI) {
      sink.text(rest);
    } else if (form != NO_URI) {
      sink.number(numbers.numberOf(rest));
    }
  }

  static Output read(OutputPath path, Texts texts, ByteSource source) throws SQLException {
    int head = source.octet();
    return switch (head & 3) {
      case FILE, TREE -> {
        Optional<Digest> digest =
            (head & HAS_DIGEST) == 0 ? Optional.empty() : Optional.of(readDigest(source));
        String uri = readUri((head >> URI_SHIFT) & 3, path, digest, texts, source);
        Origin origin = readOrigin(head, texts, source);
        yield (head & 3) == TREE
            ? new TreeOutput(path, digest, uri, origin)
            : new FileOutput(
                path, digest, executableBit((head >> EXECUTABLE_SHIFT) & 3), uri, origin);
      }
      case SYMLINK -> {
        String target = source.text();
        yield new SymlinkOutput(path, target, readOrigin(head, texts, source));
      }
      default -> {
        ByteString contents = UnsafeByteOperations.unsafeWrap(source.counted());
        yield new InlineOutput(path, contents, readOrigin(head, texts, source));
      }
    };
  }

  private static Digest readDigest(ByteSource source) {
    int number = source.octet();
    DigestFunction function =
        DigestFunction.byNumber(number)
            .orElseThrow(() -> new IllegalArgumentException("no digest function " + number));
    byte[] hash = source.raw(function.hashLength());
    return Digest.of(function, hash, source.number());
  }

  private static String readUri(
      int form, OutputPath path, Optional<Digest> digest, Texts texts, ByteSource source)
      throws SQLException {
    return switch (form) {
      case NO_URI -> "";
      case URI_OF_DIGEST ->
          texts.text(source.number()) + digest.map(Digest::toString).orElseThrow();
      case URI_OF_PATH -> texts.text(source.number()) + path.value();
      default -> source.text();
    };
  }

  private static Origin readOrigin(int head, Texts texts, ByteSource source) throws SQLException {
    if ((head & HAS_ORIGIN) == 0) {
      return Origin.UNKNOWN;
    }
    String label = texts.text(source.number());
    String mnemonic = texts.text(source.number());
    return new Origin(label, mnemonic, texts.text(source.number()));
  }
}
