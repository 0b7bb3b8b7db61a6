package dev.bwob.fetch;

import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.Set;

/**
 * What is at a place on disk.
 *
 * @param size in bytes, of a file
 * @param modified when the content (of a link: the text) was written
 */
public record FileState(
    Kind kind, long size, Set<PosixFilePermission> permissions, Instant modified) {
  /** Kinds of things on disk. */
  public enum Kind {
    FILE,
    FOLDER,
    LINK,
    /** A device, a pipe, a socket. */
    OTHER
  }

  static FileState of(PosixFileAttributes attributes) {
    return new FileState(
        kindOf(attributes),
        attributes.size(),
        attributes.permissions(),
        attributes.lastModifiedTime().toInstant());
  }

  private static Kind kindOf(PosixFileAttributes attributes) {
    if (attributes.isRegularFile()) {
      return Kind.FILE;
    }
    if (attributes.isDirectory()) {
      return Kind.FOLDER;
    }
    return attributes.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
  }

  boolean isFileOfSize(long wanted) {
    return kind == Kind.FILE && size == wanted;
  }
}
