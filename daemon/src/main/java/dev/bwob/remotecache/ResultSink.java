package dev.bwob.remotecache;

import java.util.List;

/** Takes action results off the requests' way. */
@FunctionalInterface
public interface ResultSink {
  /** Takes some, in the order in which they passed; one call at a time. */
  void record(List<PassedResult> results);
}
