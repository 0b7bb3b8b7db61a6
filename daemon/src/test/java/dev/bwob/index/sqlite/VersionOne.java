package dev.bwob.index.sqlite;

import static dev.bwob.index.Samples.digest;

import dev.bwob.digest.DigestFunction;
import java.util.List;

/**
 * A file of version 1, as that version wrote it. Does not change when the schema does: it stands
 * for the files that users have.
 */
final class VersionOne {
  private static final String SHA256_OF_X = digest(DigestFunction.SHA256, "x").hex();

  /** Kind file with a digest, its URI the text 1 and the digest; no origin. */
  private static final String FACTS = "x'30" + "01" + SHA256_OF_X + "01" + "01'";

  static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE workspace (id INTEGER PRIMARY KEY, directory TEXT NOT NULL, exec_root TEXT"
              + " NOT NULL, UNIQUE (directory, exec_root))",
          "CREATE TABLE directory (id INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, path TEXT"
              + " NOT NULL, UNIQUE (workspace, path))",
          "CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE)",
          "CREATE TABLE output (directory INTEGER NOT NULL, name TEXT NOT NULL, build INTEGER NOT"
              + " NULL, facts BLOB NOT NULL, PRIMARY KEY (directory, name)) WITHOUT ROWID",
          "CREATE TABLE invocation (build INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, workspace"
              + " INTEGER NOT NULL, command TEXT NOT NULL, tool_version TEXT NOT NULL, start"
              + " INTEGER NOT NULL, remote_cache TEXT NOT NULL, instance_name TEXT NOT NULL,"
              + " disk_cache TEXT NOT NULL, digest_function TEXT NOT NULL, bytestream_uri_prefix"
              + " TEXT NOT NULL, state TEXT NOT NULL, finish INTEGER, exit_code INTEGER,"
              + " exit_code_name TEXT)",
          "CREATE INDEX invocation_by_workspace ON invocation (workspace, build)",
          "CREATE TABLE target (build INTEGER NOT NULL, label INTEGER NOT NULL, aspect INTEGER NOT"
              + " NULL, configuration INTEGER NOT NULL, kind INTEGER NOT NULL, success INTEGER NOT"
              + " NULL, aborted TEXT NOT NULL, groups BLOB NOT NULL, PRIMARY KEY (build, label,"
              + " aspect, configuration)) WITHOUT ROWID",
          "CREATE TABLE named_set (id INTEGER PRIMARY KEY AUTOINCREMENT, files BLOB NOT NULL,"
              + " children BLOB NOT NULL)",
          "CREATE TABLE named_set_key (workspace INTEGER NOT NULL, anchor INTEGER NOT NULL,"
              + " fingerprint BLOB NOT NULL, named_set INTEGER NOT NULL, last_build INTEGER NOT"
              + " NULL, PRIMARY KEY (workspace, anchor, fingerprint)) WITHOUT ROWID",
          "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
          "INSERT INTO counter VALUES ('builds', 1)",
          "INSERT INTO workspace VALUES (1, '/src/app', '/base/execroot/app')",
          "INSERT INTO directory VALUES (1, 1, 'a')",
          "INSERT INTO text VALUES (1, 'bytestream://cache:9092/main/blobs/')",
          "INSERT INTO invocation VALUES (3670016000000001, 'one', 1, 'build', '9.2.0', 1750000000,"
              + " '', '', '', '', '', 'FINISHED', NULL, 0, 'SUCCESS')",
          "INSERT INTO output VALUES (1, 'x', 3670016000000001, " + FACTS + ")",
          "INSERT INTO output VALUES (1, 'y', 3670016000000001, " + FACTS + ")",
          "PRAGMA application_id = " + 0x62776f62,
          "PRAGMA user_version = 1",
          "PRAGMA journal_mode = WAL");

  private VersionOne() {}
}
