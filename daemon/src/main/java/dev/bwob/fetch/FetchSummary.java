package dev.bwob.fetch;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a fetch went.
 *
 * @param bytes that were fetched
 * @param allFailuresEvicted there are failures, and every one is a blob that the store no longer
 *     has
 * @param worst the most telling problem of a failed (or else of a kept) output; empty when all is
 *     well
 * @param root the folder that exec paths are below
 */
public record FetchSummary(
    long fetched,
    long upToDate,
    long kept,
    long failed,
    long bytes,
    boolean allFailuresEvicted,
    Optional<Exception> worst,
    Path root) {}
