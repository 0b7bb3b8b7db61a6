package dev.bwob.fetch;

import dev.bwob.output.Output.SymlinkOutput;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says whether what is at an output's place may be replaced by what the build recorded.
 *
 * <ul>
 *   <li>With {@code overwrite}: every file and link. Never a folder, a device or a pipe.
 *   <li>A file whose mode is exactly 0555 and that was written before the recorded build started:
 *       it is the output of an earlier build, as Bazel (and bwob) leaves them. Whoever edits an
 *       output makes it writable or newer.
 *   <li>A link that leads nowhere, where a file belongs.
 *   <li>A link that was made before the recorded build started, where a link belongs.
 *   <li>Nothing else: it is the user's, or the output of a build that is not recorded.
 * </ul>
 */
record ReplacePolicy(boolean overwrite) {
  /**
   * Why what is there must stay; empty when it may be replaced.
   *
   * @param leadsNowhere it is a link, and what it leads to is not there
   */
  Optional<MaterializeException> whyKept(
      Path path, FileState there, PlannedOutput planned, boolean leadsNowhere) {
    return switch (there.kind()) {
      case FOLDER -> Optional.of(inTheWay("%s is a folder; a file belongs there.", path));
      case OTHER -> Optional.of(inTheWay("%s is neither a file nor a link.", path));
      case LINK ->
          overwrite || mayReplaceLink(there, planned, leadsNowhere)
              ? Optional.empty()
              : Optional.of(
                  inTheWay(
                      "%s is a symbolic link that differs from the record; --overwrite replaces"
                          + " it.",
                      path));
      case FILE ->
          overwrite || isOlderOutput(there, planned)
              ? Optional.empty()
              : Optional.of(
                  inTheWay(
                      "%s differs from the record and may be yours or newer; --overwrite replaces"
                          + " it.",
                      path));
    };
  }

  private static boolean mayReplaceLink(
      FileState there, PlannedOutput planned, boolean leadsNowhere) {
    return planned.output() instanceof SymlinkOutput
        ? there.modified().isBefore(planned.builtAt())
        : leadsNowhere;
  }

  private static boolean isOlderOutput(FileState there, PlannedOutput planned) {
    return there.permissions().equals(OpenFolder.OUTPUT_MODE)
        && there.modified().isBefore(planned.builtAt());
  }

  private static MaterializeException inTheWay(String message, Path path) {
    return new MaterializeException(MaterializeException.Kind.IN_THE_WAY, message.formatted(path));
  }
}
