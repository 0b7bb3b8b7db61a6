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
  private static final int MOST_ROWS = 1024;

  private final Session session;
  private final WrittenNames names;
  private final long workspace;
  private final long build;
  private final List<Row> rows = new ArrayList<>();
  private long added;
  private boolean mostlyKnown;

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

  OutputRows(Session session, WrittenNames names, long workspace, long build) {
    this.session = session;
    this.names = names;
    this.workspace = workspace;
    this.build = build;
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

  /**
   * Writes the rows. Inserting apart from updating tells new paths from known ones, which keeps the
   * count right. Where most paths are known, they are updated first, to spare the vain insertions.
   */
  private void send() throws SQLException {
    List<Row> rest = List.copyOf(rows);
    rows.clear();
    int total = rest.size();
    if (mostlyKnown) {
      rest = update(rest);
    }
    int before = rest.size();
    rest = insert(rest);
    int inserted = before - rest.size();
    added += inserted;
    mostlyKnown = inserted * 2 < total;
    // Known ones, and paths that came twice; in order, so that the last one stays.
    update(rest);
  }

  /** Returns the rows whose paths are there already. */
  private List<Row> insert(List<Row> candidates) throws SQLException {
    if (candidates.isEmpty()) {
      return candidates;
    }
    PreparedStatement insert =
        session.prepare(
            "INSERT OR IGNORE INTO output (directory, name, build, facts) VALUES (?, ?, ?, ?)");
    for (Row row : candidates) {
      insert.setLong(1, row.directory);
      insert.setString(2, row.name);
      insert.setLong(3, build);
      insert.setBytes(4, row.facts);
      insert.addBatch();
    }
    return unchanged(candidates, insert.executeBatch());
  }

  /** Returns the rows whose paths are not there, or have a later record. */
  private List<Row> update(List<Row> candidates) throws SQLException {
    if (candidates.isEmpty()) {
      return candidates;
    }
    PreparedStatement update =
        session.prepare(
            "UPDATE output SET build = ?, facts = ? WHERE directory = ? AND name = ? AND build <="
                + " ?");
    for (Row row : candidates) {
      update.setLong(1, build);
      update.setBytes(2, row.facts);
      update.setLong(3, row.directory);
      update.setString(4, row.name);
      update.setLong(5, build);
      update.addBatch();
    }
    return unchanged(candidates, update.executeBatch());
  }

  private static List<Row> unchanged(List<Row> candidates, int[] changes) {
    List<Row> result = new ArrayList<>();
    for (int i = 0; i < changes.length; i++) {
      if (changes[i] == 0) {
        result.add(candidates.get(i));
      }
    }
    return result;
  }
}
