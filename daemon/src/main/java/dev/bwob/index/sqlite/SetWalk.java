package dev.bwob.index.sqlite;

import dev.bwob.index.IndexException;
import dev.bwob.index.OutputVisitor;
import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedOutput;
import dev.bwob.output.Output;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One walk over the named sets of an output group: each set once, each path once, a set's own files
 * before those of its children. Depth costs no stack.
 */
final class SetWalk {
  private static final int PAGE = 1024;

  private final ReaderPool pool;
  private final ReadNames names;
  private final RecordedGroup group;

  /** Sets to look at, the next one first. */
  private final Deque<Long> open = new ArrayDeque<>();

  private final Set<Long> seen = new HashSet<>();
  private final PathSet paths = new PathSet();

  SetWalk(ReaderPool pool, ReadNames names, RecordedGroup group) {
    this.pool = pool;
    this.names = names;
    this.group = group;
  }

  void visit(OutputVisitor visitor) {
    pushAll(group.sets());
    while (!open.isEmpty()) {
      for (RecordedOutput output : pool.read(this::page)) {
        if (!visitor.visit(output)) {
          return;
        }
      }
    }
  }

  private void pushAll(List<Long> sets) {
    for (Long set : sets.reversed()) {
      if (!seen.contains(set)) {
        open.addFirst(set);
      }
    }
  }

  /** The files of whole sets, until they make a page. */
  private List<RecordedOutput> page(Session session) throws SQLException {
    // Before the sets: were it removed in between, their absence would be noticed.
    long build =
        session.number(-1, "SELECT build FROM invocation WHERE id = ?", group.invocationId());
    if (build < 0) {
      throw gone();
    }
    List<RecordedOutput> result = new ArrayList<>();
    while (result.size() < PAGE && !open.isEmpty()) {
      long set = open.removeFirst();
      if (seen.add(set)) {
        for (Output output : files(session, set)) {
          if (paths.add(output.path().value())) {
            result.add(new RecordedOutput(output, group.invocationId(), build));
          }
        }
      }
    }
    return result;
  }

  private List<Output> files(Session session, long set) throws SQLException {
    PreparedStatement select =
        session.prepare("SELECT files, children FROM named_set WHERE id = ?");
    select.setLong(1, set);
    byte[] files;
    byte[] children;
    try (ResultSet rows = select.executeQuery()) {
      if (!rows.next()) {
        throw gone();
      }
      files = rows.getBytes(1);
      children = rows.getBytes(2);
    }
    pushAll(SetCodec.readChildren(children));
    return SetCodec.readFiles(
        files, number -> names.directory(session, number), number -> names.text(session, number));
  }

  private IndexException gone() {
    return new IndexException(
        "The index no longer keeps what invocation %s produced: it was forgotten, or newer ones took its place. Ask again."
            .formatted(group.invocationId()));
  }
}
