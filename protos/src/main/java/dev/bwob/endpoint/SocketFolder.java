package dev.bwob.endpoint;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The folder of a user's sockets: {@code $XDG_RUNTIME_DIR/bwob}, or {@code bwob-$UID} below the
 * temp folder where there is none (containers, CI). Who can reach a socket in it can fetch with the
 * user's rights, so it must be private.
 */
final class SocketFolder {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rwx------");

  private SocketFolder() {}

  static Path of(Map<String, String> environment) {
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return Path.of(runtime).isAbsolute()
        ? Path.of(runtime, "bwob")
        : Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "bwob-" + userId())
            .toAbsolutePath();
  }

  /** Makes the folder with mode 0700 where nothing is. */
  static void make(Path folder) throws EndpointException {
    try {
      Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    } catch (FileAlreadyExistsException e) {
      // check() says whether it will do.
    } catch (IOException e) {
      throw new EndpointException(
          "The folder of the daemon's socket can't be made: %s (%s). Set XDG_RUNTIME_DIR to a folder of yours, or unset it, or name a socket with --socket=PATH."
              .formatted(folder, e),
          e);
    }
  }

  static void check(Path folder) throws EndpointException {
    try {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw refused(folder, "it is not a folder itself (a link, or something else)");
      }
      if (owner(folder) != userId()) {
        throw refused(folder, "it belongs to user " + owner(folder) + ", and you are " + userId());
      }
      Set<PosixFilePermission> open =
          EnumSet.copyOf(Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
      open.removeAll(OWNER_ONLY);
      if (!open.isEmpty()) {
        throw refused(folder, "others may enter it; `chmod 0700 " + folder + "` closes it");
      }
    } catch (IOException e) {
      throw new EndpointException(
          "The folder of the daemon's socket can't be looked at: " + folder + " (" + e + ").", e);
    }
  }

  private static EndpointException refused(Path folder, String why) {
    return new EndpointException(
        "The folder of the daemon's socket is not safe to use: %s: %s. Or name another socket with --socket=PATH."
            .formatted(folder, why));
  }

  private static long owner(Path folder) throws IOException {
    return ((Number) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
  }

  static long userId() {
    return new UnixSystem().getUid();
  }
}
