package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import dev.bwob.ingest.IngestException;
import java.io.IOException;
import java.io.InputStream;

/** A stream of build events in any form that bwob reads, found out by looking at its start. */
final class BuildEventStream implements BuildEventReader {
  private final String name;
  private final PeekableInput raw;
  private final BuildEventReader reader;

  private BuildEventStream(String name, PeekableInput raw, BuildEventReader reader) {
    this.name = name;
    this.raw = raw;
    this.reader = reader;
  }

  /**
   * @param name what to call the input in messages
   * @param maxEventSize bytes that no event may exceed
   * @throws IngestException when it is of no known form
   */
  static BuildEventStream open(InputStream in, String name, int maxEventSize)
      throws IOException, IngestException {
    PeekableInput raw = new PeekableInput(in);
    try {
      PeekableInput plain = Decompression.undo(raw);
      byte[] head = plain.peek(BuildEventFormat.HEAD_SIZE);
      BuildEventFormat format =
          BuildEventFormat.detect(head).orElseThrow(() -> unknown(name, head, plain != raw));
      return new BuildEventStream(
          name,
          raw,
          switch (format) {
            case BINARY -> new BinaryBuildEvents(plain, maxEventSize);
            case JSON -> new JsonBuildEvents(plain, maxEventSize);
          });
    } catch (BrokenStreamException e) {
      throw new IngestException(
          "%s has no build event that is whole: %s.".formatted(name, e.why()));
    }
  }

  private static IngestException unknown(String name, byte[] head, boolean compressed) {
    if (head.length == 0) {
      return new IngestException("%s is empty: it has no build events.".formatted(name));
    }
    if (BuildEventFormat.looksLikeText(head)) {
      return new IngestException(
          ("%s holds build events in their text form, which bwob does not read. Let Bazel write"
                  + " --build_event_binary_file or --build_event_json_file instead.")
              .formatted(name));
    }
    return new IngestException(
        ("%s is not a file of build events: it starts with %s%s. bwob reads what Bazel writes with"
                + " --build_event_binary_file or --build_event_json_file, also compressed with"
                + " gzip or zstd.")
            .formatted(name, compressed ? "compressed " : "", BuildEventFormat.describe(head)));
  }

  /** Bytes taken from the input so far. */
  long bytesRead() {
    return raw.position();
  }

  @Override
  public ReadEvent next() throws IOException {
    return reader.next();
  }

  /**
   * The first event, which says what build this is.
   *
   * @throws IngestException when there is none
   */
  ReadEvent.Whole first() throws IOException, IngestException {
    return switch (reader.next()) {
      case ReadEvent.Whole first -> {
        check(first.event());
        yield first;
      }
      case ReadEvent.Unreadable bad ->
          throw new IngestException(
              "%s is not a file of build events: its first event can't be read: %s."
                  .formatted(name, bad.why()));
      case ReadEvent.Cut cut ->
          throw new IngestException(
              "%s has no build event that is whole: %s.".formatted(name, cut.why()));
      case ReadEvent.End _ ->
          throw new IngestException("%s is empty: it has no build events.".formatted(name));
    };
  }

  private void check(BuildEvent event) throws IngestException {
    if (!event.hasStarted()) {
      throw new IngestException(
          ("%s is not a file of build events, or its start is missing: its first event is '%s',"
                  + " and every build begins with 'started'.")
              .formatted(name, event.getId().getIdCase()));
    }
    if (event.getStarted().getUuid().isEmpty()) {
      throw new IngestException(
          "%s can't be recorded: its build has no invocation id.".formatted(name));
    }
  }
}
