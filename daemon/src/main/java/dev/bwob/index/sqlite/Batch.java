package dev.bwob.index.sqlite;

import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What a build gave and is not written yet, in order. */
final class Batch {
  /** Bytes of inline contents, or references to sets, that weigh as much as an output. */
  private static final int BYTES_OF_AN_OUTPUT = 256;

  private static final int SETS_OF_AN_OUTPUT = 32;

  private sealed interface Entry {}

  private record Single(Output output) implements Entry {}

  private record Set(NamedSet set) implements Entry {}

  private record Done(Target target) implements Entry {}

  private final List<Entry> entries = new ArrayList<>();
  private long weight;

  /** Roughly how many rows it comes to. */
  long weight() {
    return weight;
  }

  void add(Output output) {
    entries.add(new Single(output));
    weight += weight(output);
  }

  void add(NamedSet set) {
    entries.add(new Set(set));
    weight += 1 + set.children().size() / SETS_OF_AN_OUTPUT;
    for (Output output : set.files()) {
      weight += weight(output);
    }
  }

  void add(Target target) {
    entries.add(new Done(target));
    weight++;
    for (OutputGroup group : target.groups()) {
      weight += group.setIds().size() / SETS_OF_AN_OUTPUT;
    }
  }

  private static long weight(Output output) {
    return output instanceof InlineOutput inline
        ? 1 + inline.contents().size() / BYTES_OF_AN_OUTPUT
        : 1;
  }

  /** Writes all of it. Within a transaction; may be done again when that one failed. */
  void write(Session session, WrittenNames names, long workspace, long build, KnownSets known)
      throws SQLException {
    OutputRows outputs = new OutputRows(session, names, workspace, build);
    SetRows sets = new SetRows(session, workspace, build, outputs);
    List<Target> targets = new ArrayList<>();
    ByteSink unused = new ByteSink();
    for (Entry entry : entries) {
      switch (entry) {
        case Single(Output output) -> {
          unused.clear();
          outputs.add(output, unused);
        }
        case Set(NamedSet set) -> known.written(set.id(), sets.write(set, known));
        case Done(Target target) -> targets.add(target);
      }
    }
    outputs.finish();
    write(session, names, build, targets, known);
  }

  private static void write(
      Session session, WrittenNames names, long build, List<Target> targets, KnownSets known)
      throws SQLException {
    PreparedStatement insert =
        session.prepare(
            """
            INSERT OR REPLACE INTO target
              (build, label, aspect, configuration, kind, success, aborted, groups)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """);
    // A transaction that failed may have left some.
    insert.clearBatch();
    for (Target target : targets) {
      insert.setLong(1, build);
      insert.setLong(2, names.numberOf(target.label()));
      insert.setLong(3, names.numberOf(target.aspect()));
      insert.setLong(4, names.numberOf(target.configuration()));
      insert.setLong(5, names.numberOf(target.kind()));
      insert.setLong(6, target.success() ? 1 : 0);
      insert.setString(7, target.aborted());
      insert.setBytes(8, SetCodec.writeGroups(target.groups(), names, known));
      insert.addBatch();
    }
    if (!targets.isEmpty()) {
      insert.executeBatch();
    }
  }
}
