package dev.bwob.output;

import java.util.List;

/**
 * A named set of files: a node of the DAG in which a build writes down its outputs. Every set comes
 * before the first one (or target) that refers to it.
 *
 * @param id unique within the invocation
 * @param files the node's own files, in order; a tree artifact's files are listed one by one
 * @param children ids of the sets that it includes
 */
public record NamedSet(String id, List<Output> files, List<String> children) {
  public NamedSet {
    files = List.copyOf(files);
    children = List.copyOf(children);
  }
}
