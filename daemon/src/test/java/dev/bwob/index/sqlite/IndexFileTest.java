package dev.bwob.index.sqlite;

import static dev.bwob.index.Samples.WORKSPACE;
import static dev.bwob.index.Samples.file;
import static dev.bwob.index.Samples.finished;
import static dev.bwob.index.Samples.invocation;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.bwob.index.IndexException;
import dev.bwob.index.InvocationRecorder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not, or not quite, an index of this version. */
final class IndexFileTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("index.db");
  }

  private static void fill(Path file) {
    try (SqliteIndex index = SqliteIndex.open(file, IndexOptions.DEFAULT);
        InvocationRecorder recorder = index.begin(invocation("one", 0))) {
      for (int i = 0; i < 2_000; i++) {
        recorder.output(file("a/f" + i, "x"));
      }
      recorder.finish(finished(invocation("one", 0)));
    }
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Opening it for writing and for reading fails so, and leaves it as it was. */
  private String refusal() throws IOException {
    byte[] before = Files.readAllBytes(path);
    var writing =
        assertThrows(IndexException.class, () -> SqliteIndex.open(path, IndexOptions.DEFAULT));
    assertThrows(IndexException.class, () -> SqliteIndexReader.open(path));
    assertArrayEquals(before, Files.readAllBytes(path));
    String message = String.valueOf(writing.getMessage());
    assertTrue(message.contains(path.toString()), message);
    return message;
  }

  @Test
  void newerVersionIsRefused() throws Exception {
    fill(path);
    sql("PRAGMA user_version = 99");

    assertEquals(
        "The index %s has version 99, made by a newer bwob; this one knows versions up to %d. Use the newer bwob, or name another state folder."
            .formatted(path, Schema.version()),
        refusal());
  }

  @ParameterizedTest
  @ValueSource(strings = {"some text that is no database", "x", "SQLite format 2\0 and so on"})
  void fileThatIsNoDatabaseIsRefused(String content) throws Exception {
    Files.writeString(path, content);

    String message = refusal();
    assertTrue(message.contains("is not an index of bwob"), message);
    assertTrue(message.contains("Move it away"), message);
  }

  @Test
  void databaseOfAnotherProgramIsRefused() throws Exception {
    sql("CREATE TABLE bookmark (url TEXT)");

    String message = refusal();
    assertTrue(message.contains("is an SQLite file, but not an index of bwob"), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 100, 4096, 30_000})
  void cutFileIsRefused(int length) throws Exception {
    fill(path);
    Files.write(path, Arrays.copyOf(Files.readAllBytes(path), length));

    String message = refusal();
    assertTrue(message.contains("is cut off: it has " + length + " bytes"), message);
    assertTrue(message.contains("Move it away"), message);
  }

  @Test
  void damagedBeginningIsRefused() throws Exception {
    fill(path);
    byte[] bytes = Files.readAllBytes(path);
    // Behind the magic: page size, format versions and so on.
    Arrays.fill(bytes, 16, 100, (byte) 0xee);
    Files.write(path, bytes);

    String message = refusal();
    assertTrue(message.contains("Move it away"), message);
  }

  @Test
  void damagedPagesFailTheReadsThatMeetThem() throws Exception {
    fill(path);
    byte[] bytes = Files.readAllBytes(path);
    Arrays.fill(bytes, bytes.length / 3, bytes.length, (byte) 0xee);
    Files.write(path, bytes);

    var failure =
        assertThrows(
            IndexException.class,
            () -> {
              try (SqliteIndexReader reader = SqliteIndexReader.open(path)) {
                for (int i = 0; i < 2_000; i++) {
                  reader.find(WORKSPACE, file("a/f" + i, "x").path());
                }
              }
            });
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(path + " can't be read"), message);
    assertTrue(message.contains("It is damaged. Move it away"), message);
  }

  @Test
  void recordThatMakesNoSenseIsSaidToBeDamaged() throws Exception {
    fill(path);
    sql("UPDATE output SET facts = x'10ff'");

    try (SqliteIndexReader reader = SqliteIndexReader.open(path)) {
      var failure =
          assertThrows(
              IndexException.class, () -> reader.find(WORKSPACE, file("a/f1", "x").path()));
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("holds a record that makes no sense"), message);
    }
  }

  @Test
  void emptyFileBecomesAnIndex() throws Exception {
    Files.createFile(path);

    fill(path);

    try (SqliteIndexReader reader = SqliteIndexReader.open(path)) {
      assertEquals(2_000, reader.size());
    }
  }

  @Test
  void readingNeedsAFile() {
    var failure = assertThrows(IndexException.class, () -> SqliteIndexReader.open(path));
    assertEquals("There is no index at " + path + ".", failure.getMessage());
    assertFalse(Files.exists(path));
  }

  @Test
  void folderThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(directory.resolve("file"), "");
    Path below = directory.resolve("file/state/index.db");

    var failure =
        assertThrows(IndexException.class, () -> SqliteIndex.open(below, IndexOptions.DEFAULT));
    assertTrue(String.valueOf(failure.getMessage()).contains(below.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"with space", "what?", "50%25", "hash#", "semi;colon", "日本", "a:b"})
  void folderMayHaveAnyName(String name) throws Exception {
    Path odd = directory.resolve(name).resolve("index.db");

    fill(odd);

    assertTrue(Files.exists(odd));
    try (SqliteIndexReader reader = SqliteIndexReader.open(odd)) {
      assertEquals(2_000, reader.size());
    }
  }

  @Test
  void firstVersionIsBroughtUpToDate() throws Exception {
    sql(VersionOne.STATEMENTS.toArray(String[]::new));
    var old = assertThrows(IndexException.class, () -> SqliteIndexReader.open(path));
    assertTrue(String.valueOf(old.getMessage()).contains("Start the daemon once"));

    try (SqliteIndex index = SqliteIndex.open(path, IndexOptions.DEFAULT)) {
      assertEquals(2, index.size());
      assertEquals(file("a/x", "x"), index.find(WORKSPACE, file("a/x", "").path()).get().output());
      assertEquals("one", index.invocationsById("one").getFirst().id());
      try (InvocationRecorder recorder = index.begin(invocation("two", 1))) {
        recorder.output(file("a/new", "n"));
        recorder.finish(finished(invocation("two", 1)));
      }
      assertEquals(3, index.size());
    }
    try (SqliteIndexReader reader = SqliteIndexReader.open(path)) {
      assertEquals(3, reader.size());
    }
  }

  @Test
  void indexInAReadOnlyFolderIsReadButNotWritten() throws Exception {
    fill(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r--r--r--"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(directory), "The superuser may write everywhere.");

      try (SqliteIndexReader reader = SqliteIndexReader.open(path)) {
        assertEquals(2_000, reader.size());
        assertTrue(reader.find(WORKSPACE, file("a/f7", "x").path()).isPresent());
      }
      var failure =
          assertThrows(
              IndexException.class,
              () -> {
                try (SqliteIndex index = SqliteIndex.open(path, IndexOptions.DEFAULT)) {
                  index.begin(invocation("two", 1));
                }
              });
      String message = String.valueOf(failure.getMessage());
      assertTrue(message.contains("Check the permissions"), message);
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void textIsUtf8InTheFile() throws Exception {
    try (SqliteIndex index = SqliteIndex.open(path, IndexOptions.DEFAULT);
        InvocationRecorder recorder = index.begin(invocation("one", 0))) {
      recorder.output(file("verzeichnis-ü/x", "x"));
    }

    String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
    byte[] name = "verzeichnis-ü".getBytes(StandardCharsets.UTF_8);
    assertTrue(bytes.contains(new String(name, StandardCharsets.ISO_8859_1)));
  }
}
