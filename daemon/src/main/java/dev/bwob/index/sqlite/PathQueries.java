package dev.bwob.index.sqlite;

import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedOutput;
import dev.bwob.output.Output;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What is at a path now. */
final class PathQueries {
  /** Greater than every text: the last code point there is. */
  static final String AFTER_ALL = "\uDBFF\uDFFF";

  private static final int PAGE = 1024;

  private final ReaderPool pool;
  private final ReadNames names;

  PathQueries(ReaderPool pool, ReadNames names) {
    this.pool = pool;
    this.names = names;
  }

  Optional<RecordedOutput> find(Workspace workspace, OutputPath path) {
    return pool.read(session -> {
      PreparedStatement select =
          session.prepare(
              """
              SELECT o.build, o.facts
              FROM workspace w
                CROSS JOIN directory d ON d.workspace = w.id AND d.path = ?
                CROSS JOIN output o ON o.directory = d.id AND o.name = ?
              WHERE w.directory = ? AND w.exec_root = ?
              """,
              path.directory(),
              path.name(),
              workspace.directory(),
              workspace.execRoot());
      long build;
      byte[] facts;
      try (ResultSet rows = select.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        build = rows.getLong(1);
        facts = rows.getBytes(2);
      }
      return Optional.of(
          new RecordedOutput(read(session, path, facts), invocationId(session, build), build));
    });
  }

  long size() {
    return pool.read(
        session -> session.number(0, "SELECT value FROM counter WHERE name = 'outputs'"));
  }

  void scan(
      Workspace workspace, String directory, Predicate<String> directories, OutputVisitor visitor) {
    if (!directory.isEmpty()) {
      Optional<RecordedOutput> itself = find(workspace, new OutputPath(directory));
      if (itself.isPresent() && !visitor.visit(itself.get())) {
        return;
      }
    }
    List<Directory> page = pool.read(session -> exactly(session, workspace, directory));
    String last = directory.isEmpty() ? "" : directory + "/";
    // What is below D starts with "D/", and '0' is the character after '/'.
    String end = directory.isEmpty() ? AFTER_ALL : directory + "0";
    boolean first = true;
    while (first || !page.isEmpty()) {
      Deque<Directory> liked = new ArrayDeque<>();
      page.stream().filter(next -> directories.test(next.path())).forEach(liked::add);
      if (!visitAll(liked, visitor)) {
        return;
      }
      if (!first) {
        last = page.getLast().path();
      }
      first = false;
      String after = last;
      page = pool.read(session -> between(session, workspace, after, end));
    }
  }

  private record Directory(long number, String path) {}

  private static List<Directory> exactly(Session session, Workspace workspace, String path)
      throws SQLException {
    return directories(
        session.prepare(
            """
            SELECT d.id, d.path FROM workspace w CROSS JOIN directory d ON d.workspace = w.id
            WHERE w.directory = ? AND w.exec_root = ? AND d.path = ?
            """,
            workspace.directory(),
            workspace.execRoot(),
            path));
  }

  private static List<Directory> between(
      Session session, Workspace workspace, String after, String end) throws SQLException {
    return directories(
        session.prepare(
            """
            SELECT d.id, d.path FROM workspace w CROSS JOIN directory d ON d.workspace = w.id
            WHERE w.directory = ? AND w.exec_root = ? AND d.path > ? AND d.path < ?
            ORDER BY d.path LIMIT 1024
            """,
            workspace.directory(),
            workspace.execRoot(),
            after,
            end));
  }

  private static List<Directory> directories(PreparedStatement select) throws SQLException {
    List<Directory> result = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        result.add(new Directory(rows.getLong(1), rows.getString(2)));
      }
    }
    return result;
  }

  /** Visits what is in directories, by pages; false when the visitor wants no more. */
  private boolean visitAll(Deque<Directory> directories, OutputVisitor visitor) {
    String afterName = "";
    while (!directories.isEmpty()) {
      String after = afterName;
      List<RecordedOutput> page = pool.read(session -> page(session, directories, after));
      for (RecordedOutput output : page) {
        if (!visitor.visit(output)) {
          return false;
        }
      }
      // A page that was full ends within the directory that is still first in line.
      afterName = page.isEmpty() ? "" : page.getLast().output().path().name();
    }
    return true;
  }

  /** Up to a page of outputs; takes away the directories that it came to the end of. */
  private List<RecordedOutput> page(
      Session session, Deque<Directory> directories, String firstAfterName) throws SQLException {
    List<RecordedOutput> result = new ArrayList<>();
    Map<Long, String> invocationIds = new HashMap<>();
    String afterName = firstAfterName;
    while (true) {
      add(session, directories.getFirst(), afterName, invocationIds, result);
      if (result.size() == PAGE) {
        return result;
      }
      directories.removeFirst();
      if (directories.isEmpty()) {
        return result;
      }
      afterName = "";
    }
  }

  /** Adds what is in a directory after a name, until the page is full. */
  private void add(
      Session session,
      Directory directory,
      String after,
      Map<Long, String> invocationIds,
      List<RecordedOutput> result)
      throws SQLException {
    PreparedStatement select =
        session.prepare(
            """
            SELECT name, build, facts FROM output WHERE directory = ? AND name > ?
            ORDER BY name LIMIT ?
            """);
    select.setLong(1, directory.number());
    select.setString(2, after);
    select.setLong(3, PAGE - result.size());
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        OutputPath path = SetCodec.path(directory.path(), rows.getString(1));
        long build = rows.getLong(2);
        String invocationId = invocationIds.get(build);
        if (invocationId == null) {
          invocationId = invocationId(session, build);
          invocationIds.put(build, invocationId);
        }
        Output output = read(session, path, rows.getBytes(3));
        result.add(new RecordedOutput(output, invocationId, build));
      }
    }
  }

  private Output read(Session session, OutputPath path, byte[] facts) throws SQLException {
    return OutputCodec.read(path, number -> names.text(session, number), new ByteSource(facts));
  }

  private static String invocationId(Session session, long build) throws SQLException {
    PreparedStatement select = session.prepare("SELECT id FROM invocation WHERE build = ?");
    select.setLong(1, build);
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? rows.getString(1) : "";
    }
  }
}
