package dev.bwob.ingest.bep;

import java.io.IOException;

/** Yields the events of a stream one by one. Holds one event at a time. */
@FunctionalInterface
interface BuildEventReader {
  /**
   * What comes next. Nothing more is asked after {@link ReadEvent.Cut} or {@link ReadEvent.End}.
   *
   * @throws IOException when reading itself fails; what is wrong with the bytes is in the answer
   */
  ReadEvent next() throws IOException;
}
