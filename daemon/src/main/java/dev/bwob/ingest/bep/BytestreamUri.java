package dev.bwob.ingest.bep;

import dev.bwob.digest.DigestFunction;
import java.util.Optional;

/**
 * A blob as {@code bytestream://<host or prefix>/[<instance>/]blobs/[<function>/]<hash>/<size>}
 * names it. Instance names may hold slashes and the word {@code blobs}, so it is read from its end.
 *
 * @param function absent for the functions that resource names do not name
 */
record BytestreamUri(Optional<DigestFunction> function, String hash, long size) {
  private static final String SCHEME = "bytestream://";
  private static final String BLOBS = "blobs";
  private static final String NO_BLOB = "it does not end in blobs/<hash>/<size>";

  static boolean isOne(String uri) {
    return uri.startsWith(SCHEME);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static BytestreamUri parse(String uri) {
    String[] segments = uri.substring(SCHEME.length()).split("/", -1);
    int count = segments.length;
    if (count < 4) {
      throw malformed(uri, NO_BLOB);
    }
    long size = size(uri, segments[count - 1]);
    String hash = segments[count - 2];
    if (segments[count - 3].equals(BLOBS)) {
      return new BytestreamUri(Optional.empty(), hash, size);
    }
    if (count < 5 || !segments[count - 4].equals(BLOBS)) {
      throw malformed(uri, NO_BLOB);
    }
    String name = segments[count - 3];
    DigestFunction function =
        DigestFunction.byName(name)
            .orElseThrow(() -> malformed(uri, "'" + name + "' is not a known digest function"));
    return new BytestreamUri(Optional.of(function), hash, size);
  }

  private static long size(String uri, String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw malformed(uri, NO_BLOB);
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a blob's URI: '" + uri + "': its size is no size", e);
    }
  }

  private static IllegalArgumentException malformed(String uri, String why) {
    return new IllegalArgumentException("not a blob's URI: '" + uri + "': " + why);
  }
}
