package dev.bwob.cli.rc;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the settings files say.
 *
 * @param workspace the folder that the working folder lies in, when there is one
 * @param files that were read, imports too
 * @param lines later ones win
 * @param problem why they could not be read; then there are no lines
 */
public record Settings(
    Optional<Path> workspace, List<Path> files, List<RcLine> lines, Optional<String> problem) {
  /** The name of a settings file in the home folder and in a workspace. */
  public static final String FILE_NAME = ".bwobrc";

  private static final List<String> WORKSPACE_MARKS =
      List.of("WORKSPACE", "WORKSPACE.bazel", "MODULE.bazel", FILE_NAME);

  public Settings {
    files = List.copyOf(files);
    lines = List.copyOf(lines);
  }

  /**
   * Reads the home folder's file, then the workspace's, then the ones named: later ones win.
   *
   * @param home empty to leave that file out
   * @param workspaceFile false to leave that file out
   * @param named must exist
   */
  public static Settings read(
      Path workingDirectory, Optional<Path> home, boolean workspaceFile, List<Path> named)
      throws RcException {
    Optional<Path> workspace = workspaceOf(workingDirectory);
    RcReader reader = new RcReader(workspace);
    readIfThere(reader, home);
    readIfThere(reader, workspaceFile ? workspace : Optional.empty());
    for (Path file : named) {
      reader.read(file);
    }
    return new Settings(workspace, reader.files(), reader.lines(), Optional.empty());
  }

  /** No settings, because of a problem. */
  public static Settings unreadable(Path workingDirectory, String problem) {
    return new Settings(workspaceOf(workingDirectory), List.of(), List.of(), Optional.of(problem));
  }

  private static void readIfThere(RcReader reader, Optional<Path> folder) throws RcException {
    Optional<Path> file = folder.map(f -> f.resolve(FILE_NAME)).filter(Files::exists);
    if (file.isPresent()) {
      reader.read(file.get());
    }
  }

  /** The nearest folder at or above that is a Bazel workspace or has settings of ours. */
  static Optional<Path> workspaceOf(Path folder) {
    for (Path at = folder; at != null; at = at.getParent()) {
      for (String mark : WORKSPACE_MARKS) {
        if (Files.exists(at.resolve(mark))) {
          return Optional.of(at);
        }
      }
    }
    return Optional.empty();
  }
}
