package dev.bwob.index.sqlite;

import dev.bwob.index.BuildIndex;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputIndex;
import dev.bwob.index.OutputRecorder;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedOutput;
import dev.bwob.index.TargetVisitor;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Workspace;
import dev.bwob.path.OutputPath;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * The index in one SQLite file (with its {@code -wal} and {@code -shm} beside it while it is open),
 * for the one process that records. Others may read it at the same time through {@link
 * SqliteIndexReader}.
 *
 * <p>What was flushed is on disk: it outlives the process and a loss of power. Readers never wait
 * for a recorder.
 */
public final class SqliteIndex implements OutputIndex, BuildIndex, OutputRecorder, AutoCloseable {
  private final IndexFile file;
  private final IndexOptions options;
  private final Writer writer;
  private final SqliteIndexReader reader;

  private SqliteIndex(IndexFile file, IndexOptions options, Writer writer) {
    this.file = file;
    this.options = options;
    this.writer = writer;
    this.reader = new SqliteIndexReader(file, options.readers());
  }

  /**
   * Opens an index; makes it where there is none, with its folder. Invocations that were being
   * recorded when the last process ended are marked as cut.
   *
   * @throws dev.bwob.index.IndexException when the file is not an index, is damaged, is of a newer
   *     version or can't be written; the file is left as it was
   */
  public static SqliteIndex open(Path path, IndexOptions options) {
    IndexFile file = new IndexFile(path);
    Writer writer = new Writer(file);
    SqliteIndex index = new SqliteIndex(file, options, writer);
    boolean ready = false;
    try {
      index.markBrokenOff();
      ready = true;
      return index;
    } finally {
      if (!ready) {
        index.close();
      }
    }
  }

  private void markBrokenOff() {
    boolean some =
        reader.invocations(Optional.empty()).stream()
            .anyMatch(invocation -> invocation.state() == State.RUNNING);
    if (some) {
      writer.write((session, names) ->
          session.update(
              "UPDATE invocation SET state = ? WHERE state = ?",
              State.CUT.name(),
              State.RUNNING.name()));
    }
  }

  @Override
  public Optional<RecordedOutput> find(Workspace workspace, OutputPath path) {
    return reader.find(workspace, path);
  }

  @Override
  public void scan(
      Workspace workspace, String directory, Predicate<String> directories, OutputVisitor visitor) {
    reader.scan(workspace, directory, directories, visitor);
  }

  @Override
  public long size() {
    return reader.size();
  }

  @Override
  public List<Workspace> workspaces() {
    return reader.workspaces();
  }

  @Override
  public List<Invocation> invocations(Optional<Workspace> workspace) {
    return reader.invocations(workspace);
  }

  @Override
  public List<Invocation> invocationsById(String prefix) {
    return reader.invocationsById(prefix);
  }

  @Override
  public void targets(
      Workspace workspace,
      String invocationId,
      String labelPrefix,
      Predicate<String> labels,
      TargetVisitor visitor) {
    reader.targets(workspace, invocationId, labelPrefix, labels, visitor);
  }

  @Override
  public void files(RecordedGroup group, OutputVisitor visitor) {
    reader.files(group, visitor);
  }

  @Override
  public InvocationRecorder begin(Invocation invocation) {
    return SqliteRecorder.begin(writer, options, invocation);
  }

  @Override
  public OptionalLong forget(String invocationId) {
    return Retention.forget(writer, invocationId);
  }

  /** Bytes that the index takes on disk. */
  public long fileBytes() {
    return file.bytes();
  }

  /** How many named sets are stored. */
  long storedSets() {
    return reader.storedSets();
  }

  /** Closes the file. Recorders and reads that are under way fail. */
  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
