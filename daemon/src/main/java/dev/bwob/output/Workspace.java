package dev.bwob.output;

/**
 * A workspace and one of its output trees. A workspace that is built with two output bases has two.
 *
 * @param directory absolute path of the workspace
 * @param execRoot absolute path that exec paths are relative to; empty when only builds that ended
 *     early are known
 */
public record Workspace(String directory, String execRoot) {}
