package dev.bwob.index.sqlite;

import dev.bwob.index.RecordedTarget;
import dev.bwob.index.TargetVisitor;
import dev.bwob.output.Workspace;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What invocations said of targets. */
final class TargetQueries {
  private static final int PAGE = 512;

  private final ReaderPool pool;
  private final ReadNames names;

  TargetQueries(ReaderPool pool, ReadNames names) {
    this.pool = pool;
    this.names = names;
  }

  void targets(
      Workspace workspace,
      String invocationId,
      String labelPrefix,
      Predicate<String> labels,
      TargetVisitor visitor) {
    for (Build build : pool.read(session -> builds(session, workspace, invocationId))) {
      if (!targets(build, labelPrefix, labels, visitor)) {
        return;
      }
    }
  }

  private boolean targets(
      Build build, String labelPrefix, Predicate<String> labels, TargetVisitor visitor) {
    Row last = new Row(labelPrefix, -1, -1, 0, false, "", new ByteSource(new byte[0]));
    while (true) {
      Row after = last;
      List<Row> page = pool.read(session -> page(session, build, labelPrefix, after));
      List<Row> liked = page.stream().filter(row -> labels.test(row.label())).toList();
      for (RecordedTarget target : pool.read(session -> targets(session, build, liked))) {
        if (!visitor.visit(target)) {
          return false;
        }
      }
      if (page.size() < PAGE) {
        return true;
      }
      last = page.getLast();
    }
  }

  private record Build(long number, String invocationId) {}

  private static List<Build> builds(Session session, Workspace workspace, String invocationId)
      throws SQLException {
    PreparedStatement select =
        session.prepare(
            """
            SELECT i.build, i.id FROM workspace w CROSS JOIN invocation i ON i.workspace = w.id
            WHERE w.directory = ? AND w.exec_root = ? AND (? = '' OR i.id = ?)
            ORDER BY i.build DESC
            """,
            workspace.directory(),
            workspace.execRoot(),
            invocationId,
            invocationId);
    List<Build> result = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        result.add(new Build(rows.getLong(1), rows.getString(2)));
      }
    }
    return result;
  }

  /** A target as it is stored: text of the label, numbers of the rest. */
  private record Row(
      String label,
      long aspect,
      long configuration,
      long kind,
      boolean success,
      String aborted,
      ByteSource groups) {}

  private static List<Row> page(Session session, Build build, String labelPrefix, Row after)
      throws SQLException {
    // By way of the labels: a build has one target of a label or a few, and every build of a
    // workspace has much the same labels.
    PreparedStatement select =
        session.prepare(
            """
            SELECT l.value, t.aspect, t.configuration, t.kind, t.success, t.aborted, t.groups
            FROM text l CROSS JOIN target t ON t.build = ? AND t.label = l.id
            WHERE l.value >= ? AND l.value < ?
              AND (l.value > ? OR t.aspect > ? OR (t.aspect = ? AND t.configuration > ?))
            ORDER BY l.value, t.aspect, t.configuration LIMIT 512
            """,
            build.number(),
            after.label(),
            labelPrefix + PathQueries.AFTER_ALL,
            after.label(),
            after.aspect(),
            after.aspect(),
            after.configuration());
    List<Row> result = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        result.add(
            new Row(
                rows.getString(1),
                rows.getLong(2),
                rows.getLong(3),
                rows.getLong(4),
                rows.getInt(5) != 0,
                rows.getString(6),
                new ByteSource(rows.getBytes(7))));
      }
    }
    return result;
  }

  private List<RecordedTarget> targets(Session session, Build build, List<Row> rows)
      throws SQLException {
    List<RecordedTarget> result = new ArrayList<>();
    for (Row row : rows) {
      result.add(
          new RecordedTarget(
              build.invocationId(),
              row.label(),
              names.text(session, row.aspect()),
              names.text(session, row.configuration()),
              names.text(session, row.kind()),
              row.success(),
              SetCodec.readGroups(
                  row.groups(), build.invocationId(), number -> names.text(session, number)),
              row.aborted()));
    }
    return result;
  }
}
