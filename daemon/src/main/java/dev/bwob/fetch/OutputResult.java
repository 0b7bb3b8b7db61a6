package dev.bwob.fetch;

import java.util.Optional;

/**
 * What became of one planned output.
 *
 * @param bytes that crossed the network or came out of a cache for it
 * @param problem why, when KEPT or FAILED: a {@link dev.bwob.cas.BlobException}, a {@link
 *     MaterializeException}, or an {@link InterruptedException} when the fetch was cancelled
 */
public record OutputResult(
    PlannedOutput planned, Outcome outcome, long bytes, Optional<Exception> problem) {
  /** How it ended. */
  public enum Outcome {
    /** Verified bytes (or the link, or the folder) were put there. */
    FETCHED,
    /** It was there already, and right. */
    UP_TO_DATE,
    /** Something else is there, which is the user's or a newer local output; left as it is. */
    KEPT,
    /** It could not be fetched. */
    FAILED
  }
}
