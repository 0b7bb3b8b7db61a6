package dev.bwob.cli.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.endpoint.EndpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonEndpointTest {
  @TempDir Path folder = Path.of(".");

  private static DaemonEndpoint resolve(Map<String, String> environment) throws EndpointException {
    return DaemonEndpoint.resolve(environment, Optional.empty(), Optional.empty());
  }

  @Test
  void theUsualPlacesAreThoseOfXdg() throws EndpointException {
    DaemonEndpoint endpoint =
        resolve(
            Map.of("HOME", "/h", "XDG_STATE_HOME", "/h/state", "XDG_RUNTIME_DIR", "/run/user/7"));
    assertEquals(Path.of("/h/state/bwob"), endpoint.stateDirectory());
    assertEquals(Path.of("/run/user/7/bwob/bwobd.sock"), endpoint.socket());
    assertEquals(Path.of("/h/.local/state/bwob"), resolve(Map.of("HOME", "/h")).stateDirectory());
  }

  @Test
  void withoutARuntimeFolderTheSocketIsInTheTempFolder() throws EndpointException {
    String socket = resolve(Map.of("HOME", "/h")).socket().toString();
    assertTrue(socket.matches(".*/bwob-[0-9]+/bwobd.sock"), socket);
  }

  @Test
  void relativeXdgFoldersAreIgnored() throws EndpointException {
    DaemonEndpoint endpoint =
        resolve(Map.of("HOME", "/h", "XDG_STATE_HOME", "state", "XDG_RUNTIME_DIR", "run"));
    assertEquals(Path.of("/h/.local/state/bwob"), endpoint.stateDirectory());
    assertTrue(endpoint.socket().isAbsolute());
  }

  @Test
  void anotherStateFolderHasAnotherSocketBesideTheUsualOne() throws EndpointException {
    Map<String, String> environment = Map.of("HOME", "/h", "XDG_RUNTIME_DIR", "/r");
    DaemonEndpoint other =
        DaemonEndpoint.resolve(environment, Optional.of(Path.of("/x/../state")), Optional.empty());
    // printf /state | sha256sum | cut -c1-16
    assertEquals(Path.of("/r/bwob/bwobd-7ac1387d11b1e002.sock"), other.socket());
    DaemonEndpoint usual =
        DaemonEndpoint.resolve(
            environment, Optional.of(Path.of("/h/.local/state/bwob")), Optional.empty());
    assertEquals(resolve(environment), usual);
  }

  @Test
  void aSocketWhosePathNoSystemTakesIsRefusedWithTheRemedy() {
    EndpointException e =
        assertThrows(
            EndpointException.class,
            () -> resolve(Map.of("HOME", "/h", "XDG_RUNTIME_DIR", "/" + "x".repeat(100))));
    assertTrue(String.valueOf(e.getMessage()).contains("--socket=PATH"), e.getMessage());
  }

  private static DaemonEndpoint below(Path runtime) throws EndpointException {
    return resolve(Map.of("HOME", "/h", "XDG_RUNTIME_DIR", runtime.toString()));
  }

  @Test
  void theFolderIsMadeForTheUserOnly() throws Exception {
    below(folder).prepareSocketFolder();
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("bwob"))));
    below(folder).prepareSocketFolder();
  }

  @Test
  void aFolderOpenToOthersIsRefused() throws Exception {
    Path open = Files.createDirectory(folder.resolve("bwob"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
    EndpointException e =
        assertThrows(EndpointException.class, () -> below(folder).prepareSocketFolder());
    assertTrue(String.valueOf(e.getMessage()).contains("chmod 0700 " + open), e.getMessage());
  }

  @Test
  void aLinkInPlaceOfTheFolderIsRefused() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(folder.resolve("bwob"), elsewhere);
    EndpointException e =
        assertThrows(EndpointException.class, () -> below(folder).prepareSocketFolder());
    assertTrue(String.valueOf(e.getMessage()).contains("a link"), e.getMessage());
  }

  @Test
  void aRuntimeFolderThatIsNotThereIsSaidWithTheRemedy() {
    EndpointException e =
        assertThrows(
            EndpointException.class, () -> below(folder.resolve("none")).prepareSocketFolder());
    assertTrue(String.valueOf(e.getMessage()).contains("XDG_RUNTIME_DIR"), e.getMessage());
  }
}
