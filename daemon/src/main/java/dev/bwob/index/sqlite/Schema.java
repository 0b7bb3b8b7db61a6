package dev.bwob.index.sqlite;

import java.sql.SQLException;
import java.util.List;

/**
 * The tables, as the list of steps that lead from an empty file to the newest version. A file of
 * version n has had the first n steps. A step that was released is never changed: what is new is a
 * step at the end.
 *
 * <p>Numbers instead of text: {@code directory} and {@code text} hold each directory and each
 * repeated string once, and their rows are never taken away, so a number that was once read stays
 * right. {@code build} is a {@link BuildNumber}. {@code facts}, {@code files}, {@code children} and
 * {@code groups} are written by {@link OutputCodec} and {@link SetCodec}.
 */
final class Schema {
  /** "bwob" in ASCII: what {@code PRAGMA application_id} says of our files. */
  static final int APPLICATION_ID = 0x62776f62;

  private static final List<String> FIRST =
      List.of(
          """
          CREATE TABLE workspace (
            id INTEGER PRIMARY KEY,
            directory TEXT NOT NULL,
            exec_root TEXT NOT NULL,
            UNIQUE (directory, exec_root))
          """,
          """
          CREATE TABLE directory (
            id INTEGER PRIMARY KEY,
            workspace INTEGER NOT NULL,
            path TEXT NOT NULL,
            UNIQUE (workspace, path))
          """,
          """
          CREATE TABLE text (
            id INTEGER PRIMARY KEY,
            value TEXT NOT NULL UNIQUE)
          """,
          // What is at a path now.
          """
          CREATE TABLE output (
            directory INTEGER NOT NULL,
            name TEXT NOT NULL,
            build INTEGER NOT NULL,
            facts BLOB NOT NULL,
            PRIMARY KEY (directory, name)) WITHOUT ROWID
          """,
          """
          CREATE TABLE invocation (
            build INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            workspace INTEGER NOT NULL,
            command TEXT NOT NULL,
            tool_version TEXT NOT NULL,
            start INTEGER NOT NULL,
            remote_cache TEXT NOT NULL,
            instance_name TEXT NOT NULL,
            disk_cache TEXT NOT NULL,
            digest_function TEXT NOT NULL,
            bytestream_uri_prefix TEXT NOT NULL,
            state TEXT NOT NULL,
            finish INTEGER,
            exit_code INTEGER,
            exit_code_name TEXT)
          """,
          "CREATE INDEX invocation_by_workspace ON invocation (workspace, build)",
          """
          CREATE TABLE target (
            build INTEGER NOT NULL,
            label INTEGER NOT NULL,
            aspect INTEGER NOT NULL,
            configuration INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            success INTEGER NOT NULL,
            aborted TEXT NOT NULL,
            groups BLOB NOT NULL,
            PRIMARY KEY (build, label, aspect, configuration)) WITHOUT ROWID
          """,
          // Numbers are not used twice: a reader may hold one while its set is pruned.
          """
          CREATE TABLE named_set (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            files BLOB NOT NULL,
            children BLOB NOT NULL)
          """,
          // Apart from the sets, so that noting a use does not rewrite a set. The anchor, a number
          // of the first thing in the set, comes before the hash so that neighbours stay together:
          // keys that begin with a hash make every batch write a page for each set.
          """
          CREATE TABLE named_set_key (
            workspace INTEGER NOT NULL,
            anchor INTEGER NOT NULL,
            fingerprint BLOB NOT NULL,
            named_set INTEGER NOT NULL,
            last_build INTEGER NOT NULL,
            PRIMARY KEY (workspace, anchor, fingerprint)) WITHOUT ROWID
          """,
          "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
          "INSERT INTO counter VALUES ('builds', 0)");

  /** Paths are counted as they come and go: counting them on demand reads the whole table. */
  private static final List<String> COUNTED_PATHS =
      List.of("INSERT INTO counter SELECT 'outputs', COUNT(*) FROM output");

  private static final List<List<String>> STEPS = List.of(FIRST, COUNTED_PATHS);

  private Schema() {}

  /** The version that this program writes. */
  static int version() {
    return STEPS.size();
  }

  /** Brings a file from a version (0: empty) to ours. To be called in a transaction. */
  static void upgrade(Session session, int from) throws SQLException {
    for (List<String> step : STEPS.subList(from, STEPS.size())) {
      for (String statement : step) {
        session.execute(statement);
      }
    }
    session.execute("PRAGMA application_id = " + APPLICATION_ID);
    session.execute("PRAGMA user_version = " + STEPS.size());
  }
}
