package dev.bwob.fetch;

import dev.bwob.output.Output;
import dev.bwob.path.OutputPath;
import java.time.Instant;

/**
 * One line of a fetch plan.
 *
 * @param output the record
 * @param action what will be done
 * @param place where it will be written, below the plan's root: the output's path, or where the
 *     links that a build left there lead
 * @param builtAt when the build started whose record this is; {@link Instant#MIN} if unknown
 * @param reason why, for {@link Action#IMPOSSIBLE} and {@link Action#BLOCKED}; what is to be said
 *     of another; else empty
 */
public record PlannedOutput(
    Output output, Action action, OutputPath place, Instant builtAt, String reason) {
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
    IMPOSSIBLE,
    /** Something on disk stands in the way that is not bwob's to move. */
    BLOCKED
  }
}
