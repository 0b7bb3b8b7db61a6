package dev.bwob.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** A read-only look at the disk. Nothing being there is an answer, not an exception. */
public interface DiskView {
  /** What is at a path, not following a link there; empty when nothing is. */
  Optional<FileState> look(Path path) throws IOException;

  /** What a path leads to through links; empty when it leads nowhere. Never a link. */
  Optional<FileState> follow(Path path) throws IOException;

  /** The text of the link at a path; empty when no link is there. */
  Optional<String> linkText(Path path) throws IOException;

  /** The names in a folder; empty when there is no such folder. */
  Set<String> names(Path folder) throws IOException;
}
