package dev.bwob.index.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection with the statements that were prepared on it. One thread at a time.
 *
 * <p>A result set must be closed before the same statement is asked for again; an open one also
 * holds back SQLite's checkpoints.
 */
final class Session implements AutoCloseable {
  /** Something done with a session. */
  @FunctionalInterface
  interface Work<T> {
    T run(Session session) throws SQLException;
  }

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  Session(Connection connection) {
    this.connection = connection;
  }

  /** The prepared form of a statement, made at its first use. */
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  /** The prepared form with its parameters bound, each a {@link Long} or a {@link String}. */
  PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Runs a statement that changes rows; returns how many. */
  int update(String sql, Object... parameters) throws SQLException {
    return prepare(sql, parameters).executeUpdate();
  }

  /** The first column of the first row; {@code absent} when there is no row or it is NULL. */
  long number(long absent, String sql, Object... parameters) throws SQLException {
    try (ResultSet rows = prepare(sql, parameters).executeQuery()) {
      if (!rows.next()) {
        return absent;
      }
      long value = rows.getLong(1);
      return rows.wasNull() ? absent : value;
    }
  }

  /** Runs statements that are used once, such as those that make tables. */
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Does all of the work or none of it, and returns when it is durable. Takes SQLite's write lock
   * at once, so that what the work reads first can't change under it.
   */
  <T> T transact(Work<T> work) throws SQLException {
    // By the driver's own means: told of the transaction, it does not look for one at each update.
    // It begins here (at once, as IndexFile has configured it) ...
    connection.setAutoCommit(false);
    boolean done = false;
    try {
      T result = work.run(this);
      // ... and is committed here.
      connection.setAutoCommit(true);
      done = true;
      return result;
    } finally {
      if (!done) {
        rollBack();
      }
    }
  }

  private void rollBack() {
    try {
      if (connection.getAutoCommit()) {
        // The commit failed.
        execute("ROLLBACK");
      } else {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException e) {
      // SQLite rolls back by itself on a full disk and on I/O errors; the work's own failure tells.
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
