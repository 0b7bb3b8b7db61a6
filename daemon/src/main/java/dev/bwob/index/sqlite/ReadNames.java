package dev.bwob.index.sqlite;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/**
 * Text and directories by number, the ones used last from memory. Rows of both are never changed or
 * taken away, so nothing here grows stale. For many threads.
 */
final class ReadNames {
  private final Map<Long, String> texts = new Recent<>();
  private final Map<Long, String> directories = new Recent<>();

  String text(Session session, long number) throws SQLException {
    return number == 0 ? "" : find(session, texts, "SELECT value FROM text WHERE id = ?", number);
  }

  String directory(Session session, long number) throws SQLException {
    return find(session, directories, "SELECT path FROM directory WHERE id = ?", number);
  }

  private static String find(Session session, Map<Long, String> recent, String sql, long number)
      throws SQLException {
    synchronized (recent) {
      String known = recent.get(number);
      if (known != null) {
        return known;
      }
    }
    PreparedStatement statement = session.prepare(sql);
    statement.setLong(1, number);
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new IllegalArgumentException("number " + number + " names nothing");
      }
      String value = rows.getString(1);
      synchronized (recent) {
        recent.put(number, value);
      }
      return value;
    }
  }
}
