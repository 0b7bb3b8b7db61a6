package dev.bwob.cas.local;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed (SIGKILL) while it stores blobs. */
final class KilledStoreTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  void killedStoreLosesNothingItAcknowledgedAndServesNothingBroken(int stored) throws Exception {
    int last = storeAndKill(stored);
    try (LocalStore store = EndlessStoring.open(folder)) {
      store.awaitScan();
      // The one after the last may be there too: whole, if at all.
      assertTrue(store.files() == last + 1 || store.files() == last + 2, () -> "" + last);
      for (int i = 0; i < store.files(); i++) {
        byte[] bytes = EndlessStoring.blob(i);
        Digest digest = SampleBlobs.digest(bytes);
        assertArrayEquals(bytes, SampleBlobs.readAll(store.blobs().open(digest, 0)));
      }
    }
    try (Stream<Path> temps = Files.list(folder.resolve("tmp"))) {
      assertEquals(List.of(), temps.toList());
    }
  }

  private int storeAndKill(int stored) throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessStoring.class.getName(),
                folder.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    int last = -1;
    try (BufferedReader lines = process.inputReader()) {
      for (int i = 0; i < stored; i++) {
        String line = lines.readLine();
        assertNotEquals(null, line, "the program ended by itself");
        last = Integer.parseInt(String.valueOf(line));
      }
      // By its handle, which leaves the pipe open: what it had printed counts too.
      process.toHandle().destroyForcibly();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = Integer.parseInt(line);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return last;
  }
}
