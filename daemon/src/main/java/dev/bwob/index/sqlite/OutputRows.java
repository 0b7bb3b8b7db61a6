package dev.bwob.index.sqlite;

import dev.bwob.output.Output;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes what is at paths, for one build, within one transaction. A record of a later build stays.
 */
final class OutputRows {
  /** Rows that are handed to SQLite at once; bounds memory when a set is huge. */
  private static final int MOST_ROWS = 4096;

  private final Session session;
  private final WrittenNames names;
  private final long workspace;
  private final long build;
  private final PreparedStatement insert;
  private final List<Row> rows = new ArrayList<>();
  private long added;

  private static final class Row {
    final long directory;
    final String name;
    final byte[] facts;

    Row(long directory, String name, byte[] facts) {
      this.directory = directory;
      this.name = name;
      this.facts = facts;
    }
  }

  OutputRows(Session session, WrittenNames names, long workspace, long build) throws SQLException {
    this.session = session;
    this.names = names;
    this.workspace = workspace;
    this.build = build;
    this.insert =
        session.prepare(
            "INSERT OR IGNORE INTO output (directory, name, build, facts) VALUES (?, ?, ?, ?)");
  }

  /** Adds an output, and appends it to a sink as {@link SetCodec} says. */
  void add(Output output, ByteSink sink) throws SQLException {
    String path = output.path().value();
    int slash = path.lastIndexOf('/');
    long directory = names.directory(workspace, path, Math.max(slash, 0));
    String name = path.substring(slash + 1);
    sink.number(directory);
    sink.text(name);
    int start = sink.length();
    OutputCodec.write(output, names, sink);
    byte[] facts = sink.copy(start);
    insert.setLong(1, directory);
    insert.setString(2, name);
    insert.setLong(3, build);
    insert.setBytes(4, facts);
    insert.addBatch();
    rows.add(new Row(directory, name, facts));
    if (rows.size() == MOST_ROWS) {
      send();
    }
  }

  /** Ends the transaction's part. */
  void finish() throws SQLException {
    send();
    if (added != 0) {
      session.update("UPDATE counter SET value = value + ? WHERE name = 'outputs'", added);
    }
  }

  private void send() throws SQLException {
    // Inserting first tells new paths from known ones, which keeps the count right.
    int[] inserted = insert.executeBatch();
    PreparedStatement update =
        session.prepare(
            "UPDATE output SET build = ?, facts = ? WHERE directory = ? AND name = ? AND build <="
                + " ?");
    boolean updates = false;
    for (int i = 0; i < inserted.length; i++) {
      added += inserted[i];
      if (inserted[i] == 0) {
        Row row = rows.get(i);
        update.setLong(1, build);
        update.setBytes(2, row.facts);
        update.setLong(3, row.directory);
        update.setString(4, row.name);
        update.setLong(5, build);
        update.addBatch();
        updates = true;
      }
    }
    if (updates) {
      update.executeBatch();
    }
    rows.clear();
  }
}
