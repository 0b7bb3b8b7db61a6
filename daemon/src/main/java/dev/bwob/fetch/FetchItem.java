package dev.bwob.fetch;

import com.google.protobuf.ByteString;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One planned output while it is being fetched. */
final class FetchItem {
  private final PlannedOutput planned;
  private final Optional<Digest> digest;
  private final AtomicReference<@Nullable OutputResult> result = new AtomicReference<>();

  FetchItem(PlannedOutput planned) {
    this.planned = planned;
    this.digest =
        switch (planned.output()) {
          case FileOutput file -> file.digest();
          case InlineOutput inline ->
              Optional.of(
                  Digest.ofBytes(DigestFunction.SHA256, inline.contents().asReadOnlyByteBuffer()));
          default -> Optional.empty();
        };
  }

  PlannedOutput planned() {
    return planned;
  }

  /** The digest of the bytes that belong at its place; empty if it has none or they are unknown. */
  Optional<Digest> digest() {
    return digest;
  }

  /** The bytes that came with the record. */
  Optional<ByteString> inlineBytes() {
    return planned.output() instanceof InlineOutput inline
        ? Optional.of(inline.contents())
        : Optional.empty();
  }

  /** Where the build said the bytes are; may be empty. */
  String uri() {
    return planned.output() instanceof FileOutput file ? file.uri() : "";
  }

  /** Folder of its place, relative to the root. */
  String folder() {
    return planned.place().directory();
  }

  /** Name of its place. */
  String name() {
    return planned.place().name();
  }

  boolean isDone() {
    return result.get() != null;
  }

  /** How it ended; empty while it has not. */
  Optional<OutputResult> result() {
    return Optional.ofNullable(result.get());
  }

  /** Sets the result unless it has one. Returns whether it was set. */
  boolean end(OutputResult ended) {
    return result.compareAndSet(null, ended);
  }
}
