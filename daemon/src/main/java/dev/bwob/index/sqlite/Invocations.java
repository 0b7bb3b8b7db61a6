package dev.bwob.index.sqlite;

import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.ExitCode;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Workspace;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of the table of invocations. Times are kept to the millisecond. */
final class Invocations {
  private static final String SELECT =
      """
      SELECT i.id, w.directory, w.exec_root, i.command, i.tool_version, i.start,
        i.remote_cache, i.instance_name, i.disk_cache, i.digest_function, i.bytestream_uri_prefix,
        i.state, i.finish, i.exit_code, i.exit_code_name
      FROM invocation i JOIN workspace w ON w.id = i.workspace
      """;

  private Invocations() {}

  static void insert(Session session, long build, long workspace, Invocation invocation)
      throws SQLException {
    RemoteSettings remote = invocation.remote();
    PreparedStatement insert =
        session.prepare(
            """
            INSERT INTO invocation (build, id, workspace, command, tool_version, start,
              remote_cache, instance_name, disk_cache, digest_function, bytestream_uri_prefix,
              state, finish, exit_code, exit_code_name)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """);
    insert.setLong(1, build);
    insert.setString(2, invocation.id());
    insert.setLong(3, workspace);
    insert.setString(4, invocation.command());
    insert.setString(5, invocation.toolVersion());
    insert.setLong(6, BuildNumber.millis(invocation.start()));
    insert.setString(7, remote.remoteCache());
    insert.setString(8, remote.instanceName());
    insert.setString(9, remote.diskCache());
    insert.setString(10, remote.digestFunction());
    insert.setString(11, remote.bytestreamUriPrefix());
    insert.setString(12, invocation.state().name());
    if (invocation.finish().isPresent()) {
      insert.setLong(13, BuildNumber.millis(invocation.finish().get()));
    } else {
      insert.setNull(13, Types.INTEGER);
    }
    if (invocation.exitCode().isPresent()) {
      insert.setLong(14, invocation.exitCode().get().code());
      insert.setString(15, invocation.exitCode().get().name());
    } else {
      insert.setNull(14, Types.INTEGER);
      insert.setNull(15, Types.VARCHAR);
    }
    insert.executeUpdate();
  }

  static void delete(Session session, long build) throws SQLException {
    session.update("DELETE FROM invocation WHERE build = ?", build);
  }

  /** Invocations, latest start first. */
  static List<Invocation> ofAll(Session session) throws SQLException {
    return list(session.prepare(SELECT + " ORDER BY i.build DESC"));
  }

  /** Invocations of one workspace, latest start first. */
  static List<Invocation> ofWorkspace(Session session, Workspace workspace) throws SQLException {
    return list(
        session.prepare(
            SELECT + " WHERE w.directory = ? AND w.exec_root = ? ORDER BY i.build DESC",
            workspace.directory(),
            workspace.execRoot()));
  }

  static List<Invocation> withIdPrefix(Session session, String prefix) throws SQLException {
    // substr counts characters as SQLite does, so the prefix's length is asked of SQLite too.
    return list(
        session.prepare(
            SELECT + " WHERE substr(i.id, 1, length(?)) = ? ORDER BY length(i.id), i.id LIMIT 2",
            prefix,
            prefix));
  }

  private static List<Invocation> list(PreparedStatement statement) throws SQLException {
    List<Invocation> result = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        result.add(read(rows));
      }
    }
    return result;
  }

  private static Invocation read(ResultSet row) throws SQLException {
    RemoteSettings remote =
        new RemoteSettings(
            row.getString(7),
            row.getString(8),
            row.getString(9),
            row.getString(10),
            row.getString(11));
    long finish = row.getLong(13);
    Optional<Instant> end =
        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finish));
    int code = row.getInt(14);
    Optional<ExitCode> exit =
        row.wasNull() ? Optional.empty() : Optional.of(new ExitCode(code, row.getString(15)));
    return new Invocation(
        row.getString(1),
        new Workspace(row.getString(2), row.getString(3)),
        row.getString(4),
        row.getString(5),
        Instant.ofEpochMilli(row.getLong(6)),
        remote,
        State.valueOf(row.getString(12)),
        end,
        exit);
  }
}
