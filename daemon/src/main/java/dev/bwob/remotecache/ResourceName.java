package dev.bwob.remotecache;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The name of a blob in ByteStream.
 *
 * <pre>
 * [INSTANCE/]             blobs/[FUNCTION/]HASH/SIZE
 * [INSTANCE/]uploads/UUID/blobs/[FUNCTION/]HASH/SIZE[/ANYTHING]
 * </pre>
 *
 * with {@code compressed-blobs/COMPRESSOR} in place of {@code blobs} for compressed streams, where
 * SIZE is still the blob's own. The instance may have slashes; it shares no name with the words
 * above.
 *
 * @param upload what the client calls its upload; empty in names to read
 */
record ResourceName(String instance, String upload, Digest digest, boolean zstd) {
  private static final List<String> STARTS = List.of("uploads", "blobs", "compressed-blobs");

  /** Parses a name to read. */
  static ResourceName parseRead(String name) {
    ResourceName parsed = parse(name);
    if (!parsed.upload.isEmpty()) {
      throw malformed(name, "is of an upload, and can't be read");
    }
    return parsed;
  }

  /** Parses a name to write. */
  static ResourceName parseWrite(String name) {
    ResourceName parsed = parse(name);
    if (parsed.upload.isEmpty()) {
      throw malformed(name, "has no 'uploads' and can't be written");
    }
    return parsed;
  }

  private static ResourceName parse(String name) {
    List<String> parts = Arrays.asList(name.split("/", -1));
    int at = 0;
    while (at < parts.size() && !STARTS.contains(parts.get(at))) {
      at++;
    }
    String instance = String.join("/", parts.subList(0, at));
    Cursor rest = new Cursor(name, parts.subList(at, parts.size()));
    String start = rest.next();
    String upload = "";
    if (start.equals("uploads")) {
      upload = rest.next();
      if (upload.isEmpty()) {
        throw malformed(name, "has an empty name for its upload");
      }
      start = rest.next();
    }
    boolean zstd =
        switch (start) {
          case "blobs" -> false;
          case "compressed-blobs" -> {
            String compressor = rest.next();
            if (!compressor.equals("zstd")) {
              throw malformed(name, "names the compressor '" + compressor + "', not 'zstd'");
            }
            yield true;
          }
          default -> throw malformed(name, "has '" + start + "' in place of 'blobs'");
        };
    String word = rest.next();
    Optional<DigestFunction> function = DigestFunction.byName(word);
    String hash = function.isPresent() ? rest.next() : word;
    Digest digest =
        Digests.of(function.orElseGet(() -> Digests.byLength(hash)), hash, rest.nextSize());
    if (upload.isEmpty() && rest.hasNext()) {
      throw malformed(name, "has something after the size");
    }
    return new ResourceName(instance, upload, digest, zstd);
  }

  private static RuntimeException malformed(String name, String what) {
    return Refusals.invalid("The resource name '%s' %s".formatted(name, what));
  }

  private static final class Cursor {
    private final String name;
    private final List<String> parts;
    private int at;

    Cursor(String name, List<String> parts) {
      this.name = name;
      this.parts = parts;
    }

    boolean hasNext() {
      return at < parts.size();
    }

    String next() {
      if (!hasNext()) {
        throw malformed(name, "ends early");
      }
      return parts.get(at++);
    }

    long nextSize() {
      String size = next();
      try {
        return Long.parseLong(size);
      } catch (NumberFormatException e) {
        throw malformed(name, "has '" + size + "' for a size");
      }
    }
  }
}
