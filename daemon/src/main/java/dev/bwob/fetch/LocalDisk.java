package dev.bwob.fetch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The disk as it is. */
public final class LocalDisk implements DiskView {
  @Override
  public Optional<FileState> look(Path path) throws IOException {
    return read(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<FileState> follow(Path path) throws IOException {
    return read(path);
  }

  private static Optional<FileState> read(Path path, LinkOption... options) throws IOException {
    try {
      return Optional.of(
          FileState.of(Files.readAttributes(path, PosixFileAttributes.class, options)));
    } catch (NoSuchFileException | FileSystemLoopException e) {
      return Optional.empty();
    } catch (IOException e) {
      // A file or a loop of links where a folder should be has no exception of its own.
      if (!Files.exists(path, options)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<String> linkText(Path path) throws IOException {
    try {
      return Optional.of(Files.readSymbolicLink(path).toString());
    } catch (NotLinkException | NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      if (!Files.isSymbolicLink(path)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Set<String> names(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Set.of();
    }
    return names;
  }
}
