package dev.bwob.index.sqlite;

import dev.bwob.output.Invocation.State;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes away what is no longer kept.
 *
 * <p>A named set goes when its last use is older than every invocation that is left in its
 * workspace. That keeps some a little longer than needed (a set that only a forgotten invocation
 * used goes when the older ones are gone), and never removes one that is needed: a build's number
 * is noted at each set that it records.
 */
final class Retention {
  /** Directories whose paths are looked through in one transaction, so that builds can go on. */
  private static final long DIRECTORIES = 5_000;

  private Retention() {}

  /**
   * Leaves the latest invocations of a workspace. The one that has just ended stays, however old,
   * and those that run stay.
   */
  static void prune(Session session, long workspace, long justEnded, int kept) throws SQLException {
    List<Long> old = new ArrayList<>();
    PreparedStatement select =
        session.prepare(
            """
            SELECT build FROM invocation
            WHERE workspace = ? AND build <> ? AND state <> ? ORDER BY build DESC LIMIT -1 OFFSET ?
            """,
            workspace,
            justEnded,
            State.RUNNING.name(),
            (long) kept - 1);
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        old.add(rows.getLong(1));
      }
    }
    for (long build : old) {
      removeInvocation(session, build);
    }
    if (!old.isEmpty()) {
      removeUnusedSets(session, workspace);
    }
  }

  /** Forgets an invocation and its paths, which takes several transactions. */
  static OptionalLong forget(Writer writer, String invocationId) {
    long build = writer.write((session, names) -> build(session, invocationId));
    if (build < 0) {
      return OptionalLong.empty();
    }
    long last =
        writer.write((session, names) -> session.number(0, "SELECT MAX(id) FROM directory"));
    long removed = 0;
    for (long from = 1; from <= last; from += DIRECTORIES) {
      long first = from;
      removed += writer.write((session, names) -> removePaths(session, build, first));
    }
    // Last, so that to forget again completes what was broken off.
    writer.write((session, names) -> {
      long workspace = session.number(0, "SELECT workspace FROM invocation WHERE build = ?", build);
      removeInvocation(session, build);
      removeUnusedSets(session, workspace);
      return true;
    });
    return OptionalLong.of(removed);
  }

  private static long build(Session session, String invocationId) throws SQLException {
    return session.number(-1, "SELECT build FROM invocation WHERE id = ?", invocationId);
  }

  private static long removePaths(Session session, long build, long first) throws SQLException {
    long removed =
        session.update(
            "DELETE FROM output WHERE directory BETWEEN ? AND ? AND build = ?",
            first,
            first + DIRECTORIES - 1,
            build);
    session.update("UPDATE counter SET value = value - ? WHERE name = 'outputs'", removed);
    return removed;
  }

  private static void removeInvocation(Session session, long build) throws SQLException {
    session.update("DELETE FROM target WHERE build = ?", build);
    Invocations.delete(session, build);
  }

  private static void removeUnusedSets(Session session, long workspace) throws SQLException {
    long oldest =
        session.number(
            Long.MAX_VALUE, "SELECT MIN(build) FROM invocation WHERE workspace = ?", workspace);
    session.update(
        """
        DELETE FROM named_set WHERE id IN (
          SELECT named_set FROM named_set_key WHERE workspace = ? AND last_build < ?)
        """,
        workspace,
        oldest);
    session.update(
        "DELETE FROM named_set_key WHERE workspace = ? AND last_build < ?", workspace, oldest);
  }
}
