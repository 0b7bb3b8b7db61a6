package dev.bwob.index.sqlite;

import static dev.bwob.index.Samples.WORKSPACE;
import static dev.bwob.index.Samples.file;
import static dev.bwob.index.Samples.finished;
import static dev.bwob.index.Samples.invocation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.RecordedTarget;
import dev.bwob.output.Invocation.State;
import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed (SIGKILL) while it records. */
final class KilledRecordingTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 40})
  void killedRecordingLosesNothingThatWasFlushed(int flushes) throws Exception {
    Path path = directory.resolve("index.db");
    int flushed = recordAndKill(path, flushes);

    try (SqliteIndex index = SqliteIndex.open(path, IndexOptions.DEFAULT)) {
      assertTrue(index.size() >= flushed, index.size() + " of " + flushed);
      assertEquals(0, index.size() % 50, "a batch was written in part");
      for (int i = 0; i < index.size(); i++) {
        var expected = file("a/d" + i % 100 + "/f" + i, Integer.toString(i));
        assertEquals(
            Optional.of(expected),
            index.find(WORKSPACE, expected.path()).map(found -> found.output()));
      }
      List<RecordedTarget> targets = new ArrayList<>();
      index.targets(WORKSPACE, "killed", "", label -> true, targets::add);
      assertEquals(index.size(), targets.size());
      assertEquals(State.CUT, index.invocationsById("killed").getFirst().state());

      try (InvocationRecorder recorder = index.begin(invocation("next", 1))) {
        recorder.output(file("a/next", "n"));
        recorder.finish(finished(invocation("next", 1)));
      }
      assertEquals(targets.size() + 1, index.size());
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        Statement statement = connection.createStatement();
        ResultSet check = statement.executeQuery("PRAGMA integrity_check")) {
      assertEquals("ok", check.getString(1));
    }
  }

  private static int recordAndKill(Path path, int flushes) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                EndlessRecording.class.getName(),
                path.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    int flushed = 0;
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < flushes; i++) {
        String line = lines.readLine();
        assertNotEquals(null, line, "the recording ended by itself");
        flushed = Integer.parseInt(String.valueOf(line));
      }
      // By its handle, which leaves the pipe open: what it had printed counts too.
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        flushed = Math.max(flushed, Integer.parseInt(line));
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return flushed;
  }
}
