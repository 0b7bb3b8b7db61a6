package dev.bwob.index.sqlite;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Text and directories by number, the ones used last from memory. Rows of both are never changed or
 * taken away, so nothing here grows stale. For many threads.
 */
final class ReadNames {
  private static final int KEPT = 16_384;

  private final Cache<Long, String> texts = CacheBuilder.newBuilder().maximumSize(KEPT).build();
  private final Cache<Long, String> directories =
      CacheBuilder.newBuilder().maximumSize(KEPT).build();

  String text(Session session, long number) throws SQLException {
    return number == 0 ? "" : find(session, texts, "SELECT value FROM text WHERE id = ?", number);
  }

  String directory(Session session, long number) throws SQLException {
    return find(session, directories, "SELECT path FROM directory WHERE id = ?", number);
  }

  private static String find(Session session, Cache<Long, String> cache, String sql, long number)
      throws SQLException {
    String known = cache.getIfPresent(number);
    if (known != null) {
      return known;
    }
    PreparedStatement statement = session.prepare(sql);
    statement.setLong(1, number);
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new IllegalArgumentException("number " + number + " names nothing");
      }
      String value = rows.getString(1);
      cache.put(number, value);
      return value;
    }
  }
}
