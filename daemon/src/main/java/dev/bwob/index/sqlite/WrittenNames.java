package dev.bwob.index.sqlite;

import dev.bwob.output.Workspace;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers of workspaces, directories and repeated text, given out when they are first written.
 * Keeps the ones used last, so its memory is bounded. Within {@link Writer}'s lock only.
 */
final class WrittenNames implements OutputCodec.TextNumbers {
  private final Session session;
  private final Map<String, Long> texts = new Recent<>();
  private final Map<DirectoryKey, Long> directories = new Recent<>();
  private long lastWorkspace;
  private String lastDirectory = "";
  private long lastDirectoryNumber;

  private record DirectoryKey(long workspace, String path) {}

  WrittenNames(Session session) {
    this.session = session;
  }

  long workspace(Workspace workspace) throws SQLException {
    String directory = workspace.directory();
    String root = workspace.execRoot();
    long known =
        session.number(
            0, "SELECT id FROM workspace WHERE directory = ? AND exec_root = ?", directory, root);
    return known != 0
        ? known
        : session.number(
            0,
            "INSERT INTO workspace (directory, exec_root) VALUES (?, ?) RETURNING id",
            directory,
            root);
  }

  /** The number of the directory of a path, given the length of its part before the last slash. */
  long directory(long workspace, String path, int length) throws SQLException {
    if (workspace == lastWorkspace
        && lastDirectory.length() == length
        && path.startsWith(lastDirectory)) {
      return lastDirectoryNumber;
    }
    String directory = path.substring(0, length);
    DirectoryKey key = new DirectoryKey(workspace, directory);
    Long known = directories.get(key);
    if (known == null) {
      known = directoryNumber(workspace, directory);
      directories.put(key, known);
    }
    lastWorkspace = workspace;
    lastDirectory = directory;
    lastDirectoryNumber = known;
    return known;
  }

  private long directoryNumber(long workspace, String path) throws SQLException {
    PreparedStatement find =
        session.prepare("SELECT id FROM directory WHERE workspace = ? AND path = ?");
    find.setLong(1, workspace);
    find.setString(2, path);
    Optional<Long> known = first(find);
    if (known.isPresent()) {
      return known.get();
    }
    PreparedStatement insert =
        session.prepare("INSERT INTO directory (workspace, path) VALUES (?, ?) RETURNING id");
    insert.setLong(1, workspace);
    insert.setString(2, path);
    return first(insert).orElseThrow();
  }

  /** 0 for the empty text. */
  @Override
  public long numberOf(String text) throws SQLException {
    if (text.isEmpty()) {
      return 0;
    }
    Long known = texts.get(text);
    if (known == null) {
      known = textNumber(text);
      texts.put(text, known);
    }
    return known;
  }

  private long textNumber(String text) throws SQLException {
    PreparedStatement find = session.prepare("SELECT id FROM text WHERE value = ?");
    find.setString(1, text);
    Optional<Long> known = first(find);
    if (known.isPresent()) {
      return known.get();
    }
    PreparedStatement insert = session.prepare("INSERT INTO text (value) VALUES (?) RETURNING id");
    insert.setString(1, text);
    return first(insert).orElseThrow();
  }

  private static Optional<Long> first(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
    }
  }

  void forget() {
    texts.clear();
    directories.clear();
    lastWorkspace = 0;
  }
}
