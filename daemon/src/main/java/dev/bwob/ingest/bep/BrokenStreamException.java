package dev.bwob.ingest.bep;

import java.io.IOException;

/**
 * The bytes themselves end or change in mid-stream: compressed data that is cut or damaged, a
 * followed file that was replaced.
 */
final class BrokenStreamException extends IOException {
  private static final long serialVersionUID = 1;

  private final String why;

  BrokenStreamException(String why) {
    super(why);
    this.why = why;
  }

  BrokenStreamException(String why, Throwable cause) {
    super(why, cause);
    this.why = why;
  }

  /** What happened, to come after "the stream is cut: ". */
  String why() {
    return why;
  }
}
