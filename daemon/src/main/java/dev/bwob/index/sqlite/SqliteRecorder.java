package dev.bwob.index.sqlite;

import dev.bwob.index.IndexException;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Records one invocation in batches, each one transaction. A batch that could not be written (a
 * full disk) is kept and tried again by the next flush.
 */
final class SqliteRecorder implements InvocationRecorder {
  private final Writer writer;
  private final IndexOptions options;
  private final Invocation invocation;
  private final long workspace;
  private final long build;
  private final Batch batch = new Batch();
  private final KnownSets sets = new KnownSets();
  private boolean ended;

  private SqliteRecorder(
      Writer writer, IndexOptions options, Invocation invocation, long workspace, long build) {
    this.writer = writer;
    this.options = options;
    this.invocation = invocation;
    this.workspace = workspace;
    this.build = build;
  }

  static SqliteRecorder begin(Writer writer, IndexOptions options, Invocation invocation) {
    if (invocation.state() != State.RUNNING) {
      throw new IllegalArgumentException(
          "invocation %s can't begin in state %s".formatted(invocation.id(), invocation.state()));
    }
    return writer.write((session, names) -> {
      long workspace = names.workspace(invocation.workspace());
      long build = replace(session, workspace, invocation);
      Invocations.insert(session, build, workspace, invocation);
      return new SqliteRecorder(writer, options, invocation, workspace, build);
    });
  }

  /** Takes away the record of the same id. Returns the build's number: that one's, if it fits. */
  private static long replace(Session session, long workspace, Invocation invocation)
      throws SQLException {
    long start = BuildNumber.millis(invocation.start());
    long same =
        session.number(
            -1,
            "SELECT build FROM invocation WHERE id = ? AND workspace = ? AND start = ?",
            invocation.id(),
            workspace,
            start);
    long old = session.number(-1, "SELECT build FROM invocation WHERE id = ?", invocation.id());
    if (old >= 0) {
      session.update("DELETE FROM target WHERE build = ?", old);
      Invocations.delete(session, old);
    }
    if (same >= 0) {
      // So that to record a build twice leaves the index as once would have.
      return same;
    }
    long serial =
        session.number(
            0, "UPDATE counter SET value = value + 1 WHERE name = 'builds' RETURNING value");
    return BuildNumber.of(start, serial);
  }

  @Override
  public void output(Output output) {
    checkOpen();
    batch.add(output);
    flushWhenFull();
  }

  @Override
  public void namedSet(NamedSet set) {
    checkOpen();
    for (String child : set.children()) {
      checkKnown(child, "named set '" + set.id() + "'");
    }
    sets.give(set.id());
    batch.add(set);
    flushWhenFull();
  }

  @Override
  public void target(Target target) {
    checkOpen();
    for (OutputGroup group : target.groups()) {
      for (String id : group.setIds()) {
        checkKnown(id, "target " + target.label());
      }
    }
    batch.add(target);
    flushWhenFull();
  }

  private void checkKnown(String id, String user) {
    if (!sets.isKnown(id)) {
      throw new IllegalArgumentException(
          "%s of invocation %s names set '%s', which was not recorded before it"
              .formatted(user, invocation.id(), id));
    }
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the record of " + invocation.id() + " is closed");
    }
  }

  private void flushWhenFull() {
    if (batch.weight() >= options.batchRows()) {
      flush();
    }
  }

  @Override
  public void flush() {
    checkOpen();
    if (batch.weight() == 0) {
      return;
    }
    writer.write((session, names) -> {
      writeBatch(session, names);
      return true;
    });
    batch.clear();
  }

  private void writeBatch(Session session, WrittenNames names) throws SQLException {
    long recorded =
        session.number(-1, "SELECT build FROM invocation WHERE id = ?", invocation.id());
    if (recorded != build) {
      throw new IndexException(
          "Invocation %s is no longer recorded: it was forgotten or begun anew in the meantime."
              .formatted(invocation.id()));
    }
    batch.write(session, names, workspace, build, sets);
  }

  @Override
  public void finish(Invocation end) {
    checkOpen();
    if (!end.id().equals(invocation.id())
        || !end.workspace().equals(invocation.workspace())
        || !end.start().equals(invocation.start())
        || end.state() == State.RUNNING) {
      throw new IllegalArgumentException(
          "not the end of invocation %s, which began as %s: %s"
              .formatted(invocation.id(), invocation, end));
    }
    end(end);
  }

  private void end(Invocation end) {
    writer.write((session, names) -> {
      writeBatch(session, names);
      Invocations.delete(session, build);
      Invocations.insert(session, build, workspace, end);
      Retention.prune(session, workspace, build, options.keptInvocations());
      return true;
    });
    batch.clear();
    ended = true;
  }

  @Override
  public void close() {
    if (!ended) {
      try {
        end(invocation.ended(State.CUT, Optional.empty(), Optional.empty()));
      } finally {
        ended = true;
      }
    }
  }

  @Override
  public String toString() {
    return "SqliteRecorder" + List.of(invocation.id(), build);
  }
}
