package dev.bwob.index.sqlite;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedOutput;
import dev.bwob.index.TargetVisitor;
import dev.bwob.output.Invocation;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads an index in an SQLite file, also while another process records. */
public final class SqliteIndexReader implements OutputIndex, BuildIndex, AutoCloseable {
  private final ReaderPool pool;
  private final ReadNames names = new ReadNames();
  private final PathQueries paths;
  private final TargetQueries targets;

  SqliteIndexReader(IndexFile file, int connections) {
    this.pool = new ReaderPool(file, connections);
    this.paths = new PathQueries(pool, names);
    this.targets = new TargetQueries(pool, names);
  }

  /**
   * Opens an index that is there.
   *
   * @throws dev.bwob.index.IndexException when there is none, it is damaged, or it has another
   *     version than this program reads
   */
  public static SqliteIndexReader open(Path file) {
    SqliteIndexReader reader =
        new SqliteIndexReader(new IndexFile(file), IndexOptions.DEFAULT.readers());
    boolean ready = false;
    try {
      reader.size();
      ready = true;
      return reader;
    } finally {
      if (!ready) {
        reader.close();
      }
    }
  }

  @Override
  public Optional<RecordedOutput> find(Workspace workspace, OutputPath path) {
    return paths.find(workspace, path);
  }

  @Override
  public void scan(
      Workspace workspace, String directory, Predicate<String> directories, OutputVisitor visitor) {
    paths.scan(workspace, directory, directories, visitor);
  }

  @Override
  public long size() {
    return paths.size();
  }

  @Override
  public List<Workspace> workspaces() {
    return pool.read(SqliteIndexReader::workspaces);
  }

  private static List<Workspace> workspaces(Session session) throws SQLException {
    List<Workspace> result = new ArrayList<>();
    try (ResultSet rows =
        session
            .prepare(
                """
                SELECT w.directory, w.exec_root,
                  (SELECT MAX(i.build) FROM invocation i WHERE i.workspace = w.id) AS latest
                FROM workspace w
                WHERE latest IS NOT NULL OR EXISTS (
                  SELECT 1 FROM directory d CROSS JOIN output o ON o.directory = d.id
                  WHERE d.workspace = w.id)
                ORDER BY latest DESC, w.id
                """)
            .executeQuery()) {
      while (rows.next()) {
        result.add(new Workspace(rows.getString(1), rows.getString(2)));
      }
    }
    return result;
  }

  @Override
  public List<Invocation> invocations(Optional<Workspace> workspace) {
    return pool.read(session ->
        workspace.isPresent()
            ? Invocations.ofWorkspace(session, workspace.get())
            : Invocations.ofAll(session));
  }

  @Override
  public List<Invocation> invocationsById(String prefix) {
    return pool.read(session -> Invocations.withIdPrefix(session, prefix));
  }

  @Override
  public void targets(
      Workspace workspace,
      String invocationId,
      String labelPrefix,
      Predicate<String> labels,
      TargetVisitor visitor) {
    targets.targets(workspace, invocationId, labelPrefix, labels, visitor);
  }

  @Override
  public void files(RecordedGroup group, OutputVisitor visitor) {
    new SetWalk(pool, names, group).visit(visitor);
  }

  /** How many named sets are stored. */
  long storedSets() {
    return pool.read(session -> session.number(0, "SELECT COUNT(*) FROM named_set"));
  }

  @Override
  public void close() {
    pool.close();
  }
}
