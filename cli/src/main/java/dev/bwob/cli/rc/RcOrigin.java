package dev.bwob.cli.rc;

import java.nio.file.Path;

/**
 * Where a setting stands.
 *
 * @param line counted from 1; of the first when the setting goes over several
 */
public record RcOrigin(Path file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
