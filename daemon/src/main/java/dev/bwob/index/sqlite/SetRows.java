package dev.bwob.index.sqlite;

import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes named sets, for one build, within one transaction. Sets are content-addressed: a set that
 * is stored already (most are, in the next build) is only noted as used.
 *
 * <p>The address is half a SHA-256 over the set's files and its children's numbers. Numbers will do
 * for the children: a stored set's children are stored as long as it is, because every build that
 * uses the set has recorded them first.
 */
final class SetRows {
  private static final int FINGERPRINT_LENGTH = 16;

  /** Larger sets are cut into children, so that no value in the file and no page read is huge. */
  private static final int MOST_FILES = 4096;

  private final Session session;
  private final long workspace;
  private final long build;
  private final OutputRows outputs;
  private final ByteSink files = new ByteSink();

  SetRows(Session session, long workspace, long build, OutputRows outputs) {
    this.session = session;
    this.workspace = workspace;
    this.build = build;
    this.outputs = outputs;
  }

  /** Writes a set and what is at its paths; returns its number. */
  long write(NamedSet set, SetCodec.SetNumbers numbers) throws SQLException {
    List<Long> children = new ArrayList<>();
    List<Output> rest = set.files();
    while (rest.size() > MOST_FILES) {
      children.add(write(rest.subList(0, MOST_FILES), List.of()));
      rest = rest.subList(MOST_FILES, rest.size());
    }
    for (String child : set.children()) {
      children.add(numbers.numberOf(child));
    }
    return write(rest, children);
  }

  private long write(List<Output> own, List<Long> children) throws SQLException {
    files.clear();
    for (Output output : own) {
      outputs.add(output, files);
    }
    return store(files.copy(0), SetCodec.writeChildren(children));
  }

  private long store(byte[] own, byte[] children) throws SQLException {
    byte[] content = own.length > 0 ? own : children;
    Key key = new Key(content.length > 0 ? new ByteSource(content).number() : 0, own, children);
    PreparedStatement find =
        session.prepare("SELECT named_set, last_build FROM named_set_key WHERE " + Key.EQUAL);
    key.bind(find, 1);
    try (ResultSet rows = find.executeQuery()) {
      if (rows.next()) {
        long known = rows.getLong(1);
        if (rows.getLong(2) < build) {
          use(key);
        }
        return known;
      }
    }
    return insert(key, own, children);
  }

  private void use(Key key) throws SQLException {
    PreparedStatement update =
        session.prepare("UPDATE named_set_key SET last_build = ? WHERE " + Key.EQUAL);
    update.setLong(1, build);
    key.bind(update, 2);
    update.executeUpdate();
  }

  private long insert(Key key, byte[] own, byte[] children) throws SQLException {
    PreparedStatement set =
        session.prepare("INSERT INTO named_set (files, children) VALUES (?, ?) RETURNING id");
    set.setBytes(1, own);
    set.setBytes(2, children);
    long number;
    try (ResultSet rows = set.executeQuery()) {
      number = rows.getLong(1);
    }
    PreparedStatement insert =
        session.prepare(
            """
            INSERT INTO named_set_key (workspace, anchor, fingerprint, named_set, last_build)
            VALUES (?, ?, ?, ?, ?)
            """);
    key.bind(insert, 1);
    insert.setLong(4, number);
    insert.setLong(5, build);
    insert.executeUpdate();
    return number;
  }

  /** The address of a set. Begins with the number of its first directory, or of its first child. */
  private final class Key {
    static final String EQUAL = "workspace = ? AND anchor = ? AND fingerprint = ?";

    private final long anchor;
    private final byte[] fingerprint;

    Key(long anchor, byte[] own, byte[] children) {
      this.anchor = anchor;
      this.fingerprint = fingerprint(own, children);
    }

    void bind(PreparedStatement statement, int first) throws SQLException {
      statement.setLong(first, workspace);
      statement.setLong(first + 1, anchor);
      statement.setBytes(first + 2, fingerprint);
    }
  }

  private static byte[] fingerprint(byte[] own, byte[] children) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(own.length).flip());
      digest.update(own);
      return Arrays.copyOf(digest.digest(children), FINGERPRINT_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-256.", e);
    }
  }
}
