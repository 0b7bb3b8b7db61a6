package dev.bwob.index.sqlite;

import dev.bwob.index.IndexException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file of an index: opens connections to it, and puts SQLite's errors into sentences that name
 * it and what to do.
 *
 * <p>A file that is not ours is looked at only, never written: header values are those of SQLite's
 * file format ("The Database File Format", part 1.3).
 */
final class IndexFile {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER_LENGTH = 100;
  private static final int BUSY_MILLIS = 20_000;

  private final Path path;

  IndexFile(Path path) {
    this.path = path.toAbsolutePath();
  }

  /**
   * A connection that writes; makes the file, or brings it up to date.
   *
   * @throws IndexException when the file is not an index, is damaged, is of a newer version or
   *     can't be written
   */
  Session openWriter() {
    try {
      Files.createDirectories(path.getParent() == null ? path : path.getParent());
    } catch (IOException e) {
      throw new IndexException("The folder of the index " + path + " can't be made: " + e, e);
    }
    checkHeader();
    return open(
        /* readOnly= */ false,
        session -> {
          int version = version(session);
          // The write-ahead log is durable at each commit only with FULL.
          session.execute("PRAGMA synchronous = FULL");
          session.execute("PRAGMA cache_size = -32768");
          session.execute("PRAGMA journal_mode = WAL");
          session.execute("PRAGMA wal_autocheckpoint = 16384");
          session.execute("PRAGMA journal_size_limit = 67108864");
          if (version < Schema.version()) {
            session.transact(upgrading -> {
              // Another process may have done it since.
              Schema.upgrade(upgrading, version(upgrading));
              return true;
            });
          }
        });
  }

  /**
   * A connection that only reads.
   *
   * @throws IndexException when there is no file, it is not an index or of another version
   */
  Session openReader() {
    if (!Files.exists(path)) {
      throw new IndexException("There is no index at " + path + ".");
    }
    checkHeader();
    return open(
        /* readOnly= */ true,
        session -> {
          int version = version(session);
          if (version < Schema.version()) {
            throw new IndexException(
                "The index %s has version %d; this program reads version %d. Start the daemon once: it brings the file up to date."
                    .formatted(path, version, Schema.version()));
          }
          session.execute("PRAGMA cache_size = -8192");
        });
  }

  /** Bytes on disk, with those of the write-ahead log. */
  long bytes() {
    return length(path) + length(log());
  }

  /** What became of SQLite when it was doing something ("be read"), as a sentence. */
  IndexException failure(String doing, SQLException cause) {
    SQLiteErrorCode code =
        cause instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    String remedy =
        switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
          case SQLITE_CORRUPT, SQLITE_NOTADB -> "It is damaged. " + replaceIt();
          case SQLITE_FULL -> "The disk is full: make room and try again.";
          case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
              "Check the permissions of the file and of its folder.";
          case SQLITE_BUSY, SQLITE_LOCKED ->
              "Another process holds its lock: end that one, or try again later.";
          case SQLITE_IOERR -> "The disk failed: check it and try again.";
          default -> "Try again; if that does not help: " + replaceIt();
        };
    return new IndexException(
        "The index %s can't %s (%s). %s".formatted(path, doing, cause.getMessage(), remedy), cause);
  }

  /** A record in the file is not what we write. */
  IndexException damagedRecord(RuntimeException cause) {
    return new IndexException(
        "The index %s holds a record that makes no sense (%s). It is damaged. %s"
            .formatted(path, cause.getMessage(), replaceIt()),
        cause);
  }

  IndexException closed() {
    return new IndexException("The index " + path + " is closed.");
  }

  private static String replaceIt() {
    return "Move it away while no daemon runs, and ingest the builds again.";
  }

  private int version(Session session) throws SQLException {
    long application = session.number(0, "PRAGMA application_id");
    long version = session.number(0, "PRAGMA user_version");
    boolean empty = session.number(0, "SELECT COUNT(*) FROM sqlite_schema") == 0;
    if (application != Schema.APPLICATION_ID && !(empty && application == 0 && version == 0)) {
      throw new IndexException(
          "%s is an SQLite file, but not an index of bwob; it is left as it is. Name another file, or move it away."
              .formatted(path));
    }
    if (version > Schema.version()) {
      throw new IndexException(
          "The index %s has version %d, made by a newer bwob; this one knows versions up to %d. Use the newer bwob, or name another state folder."
              .formatted(path, version, Schema.version()));
    }
    return Math.toIntExact(version);
  }

  /** Step of opening, with a session that is closed when it fails. */
  private interface Preparation {
    void prepare(Session session) throws SQLException;
  }

  private Session open(boolean readOnly, Preparation preparation) {
    Session session = null;
    boolean ready = false;
    try {
      session = new Session(connect(readOnly));
      preparation.prepare(session);
      ready = true;
      return session;
    } catch (SQLException e) {
      throw failure("be opened", e);
    } finally {
      if (session != null && !ready) {
        closeQuietly(session);
      }
    }
  }

  private static void closeQuietly(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      // The failure that led here tells more.
    }
  }

  private Connection connect(boolean readOnly) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    config.setReadOnly(readOnly);
    // Otherwise the driver asks for the last row's number after each insertion.
    config.setGetGeneratedKeys(false);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    // As a URI, so that a '?' in a folder's name is not read as the beginning of options.
    String uri = "file:" + path.toUri().getRawPath();
    // Without a writable folder SQLite can't make the files that it needs beside a file that may
    // change; it reads one that does not.
    boolean immutable =
        readOnly && !Files.isWritable(path.toAbsolutePath().getParent()) && length(log()) == 0;
    return config.createConnection("jdbc:sqlite:" + uri + (immutable ? "?immutable=1" : ""));
  }

  private Path log() {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      // Not there: SQLite removes its log when it closes.
      return 0;
    }
  }

  /** Refuses what is surely not an index, before SQLite touches it. */
  private void checkHeader() {
    byte[] header;
    long length;
    try (InputStream in = Files.newInputStream(path)) {
      header = in.readNBytes(HEADER_LENGTH);
      length = Files.size(path);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new IndexException("The index " + path + " can't be read: " + e, e);
    }
    if (length == 0) {
      return;
    }
    if (!Arrays.equals(header, 0, Math.min(MAGIC.length, header.length), MAGIC, 0, MAGIC.length)) {
      throw new IndexException(
          "%s is not an index of bwob: it is no SQLite file, or its beginning is damaged. It is left as it is. %s"
              .formatted(path, replaceIt()));
    }
    long expected = header.length < HEADER_LENGTH ? HEADER_LENGTH : lengthByHeader(header);
    // With a log beside it the file may be short: an interrupted copy from the log to it is
    // resumed.
    if (length < expected && length(log()) == 0) {
      throw new IndexException(
          "The index %s is cut off: it has %d bytes, and should have %d. It is left as it is. %s"
              .formatted(path, length, expected, replaceIt()));
    }
  }

  private static long lengthByHeader(byte[] header) {
    ByteBuffer fields = ByteBuffer.wrap(header);
    int pageSize = Short.toUnsignedInt(fields.getShort(16));
    long pages = Integer.toUnsignedLong(fields.getInt(28));
    boolean pagesAreValid = fields.getInt(24) == fields.getInt(92);
    return pagesAreValid ? pages * (pageSize == 1 ? 65_536 : pageSize) : HEADER_LENGTH;
  }
}
