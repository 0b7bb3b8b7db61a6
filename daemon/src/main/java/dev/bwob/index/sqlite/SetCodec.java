package dev.bwob.index.sqlite;

import dev.bwob.index.RecordedGroup;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.path.OutputPath;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Named sets and output groups as bytes.
 *
 * <p>Files of a set: for each its directory's number, its name, and its facts as {@link
 * OutputCodec} writes them. Children: their numbers. Groups: for each the number of its name, 1 if
 * it is incomplete, and its sets' numbers with their count before them.
 */
final class SetCodec {
  /** A directory's path by its number. */
  @FunctionalInterface
  interface Directories {
    String path(long number) throws SQLException;
  }

  /** The number of a set that was recorded, by the id that the build gave it. */
  @FunctionalInterface
  interface SetNumbers {
    long numberOf(String id);
  }

  private SetCodec() {}

  static List<Output> readFiles(byte[] files, Directories directories, OutputCodec.Texts texts)
      throws SQLException {
    List<Output> result = new ArrayList<>();
    ByteSource source = new ByteSource(files);
    while (!source.isAtEnd()) {
      String directory = directories.path(source.number());
      result.add(OutputCodec.read(path(directory, source.text()), texts, source));
    }
    return result;
  }

  static OutputPath path(String directory, String name) {
    return new OutputPath(directory.isEmpty() ? name : directory + "/" + name);
  }

  static byte[] writeChildren(List<Long> children) {
    ByteSink sink = new ByteSink();
    children.forEach(sink::number);
    return sink.copy(0);
  }

  static List<Long> readChildren(byte[] children) {
    List<Long> result = new ArrayList<>();
    ByteSource source = new ByteSource(children);
    while (!source.isAtEnd()) {
      result.add(source.number());
    }
    return result;
  }

  static byte[] writeGroups(
      List<OutputGroup> groups, OutputCodec.TextNumbers numbers, SetNumbers sets)
      throws SQLException {
    ByteSink sink = new ByteSink();
    for (OutputGroup group : groups) {
      sink.number(numbers.numberOf(group.name()));
      sink.octet(group.incomplete() ? 1 : 0);
      sink.number(group.setIds().size());
      for (String id : group.setIds()) {
        sink.number(sets.numberOf(id));
      }
    }
    return sink.copy(0);
  }

  static List<RecordedGroup> readGroups(
      ByteSource source, String invocationId, OutputCodec.Texts texts) throws SQLException {
    List<RecordedGroup> result = new ArrayList<>();
    while (!source.isAtEnd()) {
      String name = texts.text(source.number());
      boolean incomplete = source.octet() != 0;
      List<Long> sets = new ArrayList<>();
      for (long left = source.number(); left > 0; left--) {
        sets.add(source.number());
      }
      result.add(new RecordedGroup(name, incomplete, invocationId, sets));
    }
    return result;
  }
}
