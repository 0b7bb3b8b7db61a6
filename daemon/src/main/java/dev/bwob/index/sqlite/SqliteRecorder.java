package dev.bwob.index.sqlite;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.bwob.index.IndexException;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.output.Invocation;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records one invocation in batches, each one transaction. While a full batch is written on a
 * thread of its own, the next one is filled: reading a build and writing it take turns on no core.
 *
 * <p>A batch that could not be written (a full disk) is kept, and tried again by the next call that
 * writes, which fails if that fails too.
 */
final class SqliteRecorder implements InvocationRecorder {
  private final Writer writer;
  private final IndexOptions options;
  private final Invocation invocation;
  private final long workspace;
  private final long build;
  private final KnownSets sets = new KnownSets();

  /** What is being filled. */
  private Batch batch = new Batch();

  /** Full batches, oldest first. Belongs to {@link #writing} from its start to its end. */
  private final Deque<Batch> full = new ArrayDeque<>();

  private @Nullable Thread writing;
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
      awaitWriting();
      // Empty unless the writing failed: then the caller hears of it here.
      writeFull();
      full.addLast(batch);
      batch = new Batch();
      writing =
          Thread.ofPlatform()
              .daemon()
              .name("index-writer")
              // Its batch is still there, and is tried again where the caller can be told.
              .uncaughtExceptionHandler((_, _) -> {})
              .start(this::writeFull);
    }
  }

  /** Waits for the thread that writes; {@code full} is this thread's again. */
  private void awaitWriting() {
    if (writing != null) {
      Uninterruptibles.joinUninterruptibly(writing);
      writing = null;
    }
  }

  private void writeFull() {
    while (!full.isEmpty()) {
      Batch oldest = full.getFirst();
      writer.write((session, names) -> {
        write(oldest, session, names);
        return true;
      });
      full.removeFirst();
    }
  }

  @Override
  public void flush() {
    checkOpen();
    awaitWriting();
    if (batch.weight() > 0) {
      full.addLast(batch);
      batch = new Batch();
    }
    writeFull();
  }

  private void write(Batch given, Session session, WrittenNames names) throws SQLException {
    long recorded =
        session.number(-1, "SELECT build FROM invocation WHERE id = ?", invocation.id());
    if (recorded != build) {
      throw new IndexException(
          "Invocation %s is no longer recorded: it was forgotten or begun anew in the meantime."
              .formatted(invocation.id()));
    }
    given.write(session, names, workspace, build, sets);
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
    awaitWriting();
    writeFull();
    Batch last = batch;
    writer.write((session, names) -> {
      write(last, session, names);
      Invocations.delete(session, build);
      Invocations.insert(session, build, workspace, end);
      Retention.prune(session, workspace, build, options.keptInvocations());
      return true;
    });
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
}
