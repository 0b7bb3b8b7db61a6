package dev.bwob.fetch;

/**
 * How much a materializer does at a time, for one fetch.
 *
 * @param streams blobs that are read one by one at the same time; each takes one read's buffer
 * @param localWorkers threads that hash and copy local files
 */
public record MaterializerOptions(int streams, int localWorkers) {
  public MaterializerOptions {
    if (streams < 1 || localWorkers < 1) {
      throw new IllegalArgumentException(
          "a materializer needs at least one stream and one worker, not %d and %d"
              .formatted(streams, localWorkers));
    }
  }

  /** What suits this machine. */
  public static MaterializerOptions defaults() {
    int processors = Runtime.getRuntime().availableProcessors();
    return new MaterializerOptions(16, Math.max(2, processors));
  }
}
