package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;

/**
 * What comes next in a stream of build events. Numbers count from 1; offsets are bytes from the
 * start of the (decompressed) stream to the event's first byte.
 */
sealed interface ReadEvent {
  /** An event. */
  record Whole(BuildEvent event, long number, long offset) implements ReadEvent {}

  /** Bytes with the frame of an event around them that are none. The stream goes on. */
  record Unreadable(long number, long offset, String why) implements ReadEvent {}

  /** The stream stops within this event, or nothing after its start can be told apart. */
  record Cut(long number, long offset, String why) implements ReadEvent {}

  /** The stream ends between two events. */
  record End() implements ReadEvent {}
}
