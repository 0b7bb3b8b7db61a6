package dev.bwob.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that is held open, so that what is done in it is done in that very folder, whatever
 * happens to its path meanwhile. No name in it is ever followed if it is a link.
 *
 * <p>Safe for use by many threads. The platform must have the {@code openat} family of calls.
 */
final class OpenFolder implements Closeable {
  private static final Set<OpenOption> CREATE =
      Set.of(
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.READ,
          LinkOption.NOFOLLOW_LINKS);
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /** What outputs are: readable and executable by all, writable by nobody. */
  static final Set<PosixFilePermission> OUTPUT_MODE = PosixFilePermissions.fromString("r-xr-xr-x");

  private static final FileAttribute<Set<PosixFilePermission>> OUTPUT_ATTRIBUTE =
      PosixFilePermissions.asFileAttribute(OUTPUT_MODE);

  private final SecureDirectoryStream<Path> stream;
  private final Path path;

  private OpenFolder(SecureDirectoryStream<Path> stream, Path path) {
    this.stream = stream;
    this.path = path;
  }

  /** Opens a folder by its path, in which links are followed. */
  @SuppressWarnings("StreamResourceLeak") // It is what the new object holds, and closes.
  static OpenFolder at(Path path) throws IOException {
    return new OpenFolder(secure(Files.newDirectoryStream(path), path), path);
  }

  private static SecureDirectoryStream<Path> secure(DirectoryStream<Path> stream, Path path)
      throws IOException {
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new MaterializeException(
        MaterializeException.Kind.LOCAL,
        "%s can't be written: this platform's Java can't hold folders open.".formatted(path));
  }

  /** The path by which it was opened; for messages, and for reading. */
  Path path() {
    return path;
  }

  /** Opens a folder in it. */
  OpenFolder open(String name) throws IOException {
    return new OpenFolder(
        secure(stream.newDirectoryStream(named(name), LinkOption.NOFOLLOW_LINKS), path),
        path.resolve(name));
  }

  /** What is in it under a name; empty when nothing is. */
  Optional<FileState> look(String name) throws IOException {
    // Mostly nothing is there, and an exception costs ten times as much as this question. That it
    // goes by the path can do no harm: what is done next is done in the open folder.
    if (!Files.exists(path.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    PosixFileAttributeView view =
        stream.getFileAttributeView(
            named(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    try {
      return Optional.of(FileState.of(view.readAttributes()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Makes a file with an output's mode, as far as the process's umask lets it. */
  FileChannel create(String name) throws IOException {
    return channel(stream.newByteChannel(named(name), CREATE, OUTPUT_ATTRIBUTE));
  }

  /** Opens a file for reading. */
  FileChannel read(String name) throws IOException {
    return channel(stream.newByteChannel(named(name), READ));
  }

  private static FileChannel channel(SeekableByteChannel channel) throws IOException {
    if (channel instanceof FileChannel file) {
      return file;
    }
    channel.close();
    throw new IOException("this platform's Java opens no file channels in folders");
  }

  /** Renames, over whatever file is there. */
  void move(String name, OpenFolder to, String newName) throws IOException {
    stream.move(named(name), to.stream, named(newName));
  }

  void delete(String name) throws IOException {
    stream.deleteFile(named(name));
  }

  void deleteFolder(String name) throws IOException {
    stream.deleteDirectory(named(name));
  }

  List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    // A stream can be read once only, and this one is kept for its descriptor.
    try (DirectoryStream<Path> entries = stream.newDirectoryStream(named("."))) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    }
    return names;
  }

  /** The folder's own mode. */
  Set<PosixFilePermission> mode() throws IOException {
    return view().readAttributes().permissions();
  }

  void setMode(Set<PosixFilePermission> mode) throws IOException {
    view().setPermissions(mode);
  }

  /** Sets the mode of a file in it. */
  void setMode(String name, Set<PosixFilePermission> mode) throws IOException {
    stream
        .getFileAttributeView(named(name), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setPermissions(mode);
  }

  private PosixFileAttributeView view() {
    return stream.getFileAttributeView(PosixFileAttributeView.class);
  }

  private Path named(String name) {
    return path.getFileSystem().getPath(name);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
