package dev.bwob.cli.connection;

import com.sun.security.auth.module.UnixSystem;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.failure.ExitCode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Looks at a socket without speaking. */
final class DaemonSocket {
  private DaemonSocket() {}

  /**
   * Whether somebody listens there.
   *
   * @throws CliException when the socket is another user's: he would see what is asked, headers too
   */
  static boolean answers(Path socket) throws CliException {
    try {
      long owner =
          ((Number) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
      long user = new UnixSystem().getUid();
      if (owner != user) {
        throw new CliException(
            ExitCode.LOCAL_ENVIRONMENT,
            "The socket %s belongs to user %d, and you are %d. Name one of your own with --socket=PATH."
                .formatted(socket, owner, user));
      }
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        return channel.connect(UnixDomainSocketAddress.of(socket));
      }
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      // Left behind by a daemon that was killed.
      return false;
    }
  }
}
