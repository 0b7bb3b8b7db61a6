package dev.bwob.cas.local;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where things are in the store's folder:
 *
 * <pre>
 * cas/FUNCTION/HH/HASH-SIZE         blobs; HH are the first two digits of HASH
 * ac/SPACE/FUNCTION/HH/HASH-SIZE    records, by the digest that they are kept under
 * uploads/                          blobs that are not whole yet, and can be resumed
 * tmp/                              files that are about to get a name above
 * lock                              held by the process that has the store open
 * </pre>
 *
 * The size stands in a blob's name so that a file that a power failure cut short is known without
 * its hash.
 */
record StoreLayout(Path root) {
  private static final Pattern PLAIN_SPACE = Pattern.compile("[a-z0-9_]{1,64}");

  Path blobs() {
    return root.resolve("cas");
  }

  Path records() {
    return root.resolve("ac");
  }

  Path uploads() {
    return root.resolve("uploads");
  }

  Path temps() {
    return root.resolve("tmp");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path file(StoreKey key) {
    Path base = key.isBlob() ? blobs() : records().resolve(key.space());
    Digest digest = key.digest();
    String hash = digest.hex();
    return base.resolve(folderOf(digest.function()))
        .resolve(hash.substring(0, 2))
        .resolve(hash + "-" + digest.size());
  }

  private static String folderOf(DigestFunction function) {
    return function.name().toLowerCase(Locale.ROOT);
  }

  /** The key whose file is at this path, if any has it. */
  Optional<StoreKey> keyOf(Path file) {
    Path relative = root.relativize(file);
    int depth = relative.getNameCount();
    boolean blob = relative.startsWith("cas") && depth == 4;
    if (!blob && !(relative.startsWith("ac") && depth == 5)) {
      return Optional.empty();
    }
    String name = relative.getName(depth - 1).toString();
    int dash = name.indexOf('-');
    Optional<DigestFunction> function =
        DigestFunction.byName(relative.getName(depth - 3).toString());
    if (dash < 0 || function.isEmpty()) {
      return Optional.empty();
    }
    try {
      Digest digest =
          Digest.parse(
              function.get(), name.substring(0, dash), Long.parseLong(name.substring(dash + 1)));
      StoreKey key = new StoreKey(blob ? "" : relative.getName(1).toString().intern(), digest);
      return file(key).equals(file) ? Optional.of(key) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** A folder's name for any text: itself where that can be one everywhere, else by its hash. */
  static String spaceFolder(String name) {
    if (name.isEmpty() || PLAIN_SPACE.matcher(name).matches()) {
      return "n-" + name;
    }
    return "h-" + hashOf(name);
  }

  static String hashOf(String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return Digest.ofBytes(DigestFunction.SHA256, bytes).hex();
  }
}
