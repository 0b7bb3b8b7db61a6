package dev.bwob.cas.source;

/** Whether blobs travel compressed (zstd), where the server offers it. */
public enum Compression {
  /** When it pays: not from this machine itself, whose wire is faster than any compressor. */
  AUTO,
  ON,
  OFF
}
