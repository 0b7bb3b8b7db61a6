package dev.bwob.index;

import dev.bwob.output.Output;

/**
 * An output as the index holds it.
 *
 * @param output the record
 * @param invocationId the invocation that wrote it; empty when that one is no longer kept
 * @param order larger for later records; equal for the records of one invocation
 */
public record RecordedOutput(Output output, String invocationId, long order) {}
