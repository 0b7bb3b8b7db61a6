package dev.bwob.fetch;

/** Is told how a fetch goes. Called by many threads; must be quick. */
public interface FetchListener {
  /** Work on an output begins. */
  void started(PlannedOutput output);

  /** Bytes arrived for some output; also told of bytes that turn out to be wrong later. */
  void transferred(PlannedOutput output, long bytes);

  /**
   * An output is done. Every planned output gets exactly one result, also when the fetch is
   * cancelled.
   */
  void finished(OutputResult result);
}
