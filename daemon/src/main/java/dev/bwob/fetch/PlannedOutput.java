package dev.bwob.fetch;

import dev.bwob.output.Output;
import java.nio.file.Path;

/**
 * One line of a fetch plan.
 *
 * @param output the record
 * @param action what will be done
 * @param destination absolute path that will be written; below the plan's root
 * @param reason why, for {@link Action#IMPOSSIBLE}; else empty
 */
public record PlannedOutput(Output output, Action action, Path destination, String reason) {
  /** What a plan does about an output. */
  public enum Action {
    /** The bytes will be fetched. */
    FETCH,
    /** The right file seems to be there: it will be hashed, and left alone if so. */
    CHECK,
    /** A symbolic link will be made. */
    LINK,
    /** A folder will be made. */
    MAKE_FOLDER,
    /** The record does not say enough to fetch this. */
    IMPOSSIBLE
  }
}
