package dev.bwob.ingest;

/** Is told now and then how far a reader has come, on the reader's thread. */
@FunctionalInterface
public interface IngestListener {
  /** Tells nobody. */
  IngestListener NONE = progress -> {};

  void onProgress(IngestProgress progress);
}
