package dev.bwob.fetch;

import dev.bwob.output.Output;
import dev.bwob.output.Output.FileOutput;
import dev.bwob.output.Output.InlineOutput;
import dev.bwob.output.Output.SymlinkOutput;
import dev.bwob.output.Output.TreeOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What is on disk at an output's place. Nothing is hashed. As in {@code bwob.v1.LocalState}. */
public enum LocalState {
  /** Nothing is there. */
  ABSENT,
  /** A file of the recorded size, a link with the recorded text, or a folder for a tree. */
  PRESENT,
  /** Something else is there. */
  DIFFERENT,
  /** A symbolic link is there that leads nowhere. */
  DANGLING;

  /**
   * Looks at an output's place.
   *
   * @param path absolute path of the output
   */
  public static LocalState of(Output output, Path path, DiskView disk) throws IOException {
    Optional<FileState> there = disk.look(path);
    if (there.isEmpty()) {
      return ABSENT;
    }
    if (output instanceof SymlinkOutput link) {
      return presentIf(disk.linkText(path).filter(link.target()::equals).isPresent());
    }
    Optional<FileState> target =
        there.get().kind() == FileState.Kind.LINK ? disk.follow(path) : there;
    if (target.isEmpty()) {
      return DANGLING;
    }
    FileState state = target.get();
    return presentIf(
        switch (output) {
          case FileOutput file ->
              file.digest()
                  .map(digest -> state.isFileOfSize(digest.size()))
                  .orElse(state.kind() == FileState.Kind.FILE);
          case InlineOutput inline -> state.isFileOfSize(inline.contents().size());
          case TreeOutput tree -> state.kind() == FileState.Kind.FOLDER;
          case SymlinkOutput link -> false;
        });
  }

  private static LocalState presentIf(boolean right) {
    return right ? PRESENT : DIFFERENT;
  }
}
