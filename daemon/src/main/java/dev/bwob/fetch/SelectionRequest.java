package dev.bwob.fetch;

import java.nio.file.Path;
import java.util.List;

/**
 * What a user asks for, as typed. Fields as in {@code bwob.v1.Selection}.
 *
 * @param workingDirectory absolute; finds the workspace, and what relative patterns are relative to
 * @param invocationId only what this invocation produced (an unambiguous beginning is enough);
 *     empty for what is current
 * @param patterns labels, paths and globs
 * @param regex the patterns are regular expressions (RE2) searched for in exec paths
 * @param outputGroups for labels: groups by name, {@code +name}, {@code -name}; empty for the
 *     default
 */
public record SelectionRequest(
    Path workingDirectory,
    String invocationId,
    List<String> patterns,
    boolean regex,
    List<String> outputGroups) {
  public SelectionRequest {
    patterns = List.copyOf(patterns);
    outputGroups = List.copyOf(outputGroups);
  }

  /** This request, of one pattern. */
  public SelectionRequest only(String pattern) {
    return new SelectionRequest(
        workingDirectory, invocationId, List.of(pattern), regex, outputGroups);
  }
}
