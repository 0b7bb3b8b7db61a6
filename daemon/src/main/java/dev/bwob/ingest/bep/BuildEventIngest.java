package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.IngestException;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestSummary;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;

/**
 * Records what the Build Event Protocol says, from {@code --build_event_binary_file} or {@code
 * --build_event_json_file}, plain or compressed with gzip or Zstandard. Holds one event in memory
 * and what later events need of earlier ones.
 *
 * <p>A stream that ends early keeps what came before: its record is sealed as cut, and the summary
 * says where. Entries that can't be recorded are left out and counted. A stream may hold several
 * invocations one after another; each is recorded.
 */
public final class BuildEventIngest {
  /** Bytes that no event may exceed: 256 MiB. Bazel's own are far below 64 MiB. */
  public static final int MAX_EVENT_SIZE = 256 * 1024 * 1024;

  private final OutputRecorder recorder;
  private final int maxEventSize;

  public BuildEventIngest(OutputRecorder recorder) {
    this(recorder, MAX_EVENT_SIZE);
  }

  /**
   * @param maxEventSize a limit of one's own, in bytes
   */
  BuildEventIngest(OutputRecorder recorder, int maxEventSize) {
    this.recorder = recorder;
    this.maxEventSize = maxEventSize;
  }

  /**
   * Reads a stream to its end. Does not close it.
   *
   * @param name what to call it in messages, such as a path or {@code stdin}
   * @throws IngestException when it is no stream of build events
   * @throws IOException when it can't be read
   * @throws InterruptedException when the thread is interrupted; what came before stays, as cut
   * @throws dev.bwob.index.IndexException when the index can't be written
   */
  public IngestSummary ingest(InputStream in, String name, IngestListener listener)
      throws IngestException, IOException, InterruptedException {
    try (IngestRun run = new IngestRun(recorder, listener)) {
      return run.read(BuildEventStream.open(in, name, maxEventSize), event -> true);
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw interrupted(e);
    }
  }

  /**
   * Reads a file that is being written, from its start to the invocation's last event. What came is
   * flushed each time the end is met. Ends early, with a record that is cut, when {@code wait} says
   * so and when the file is truncated, removed or replaced.
   *
   * @throws IngestException when it is no file of build events
   * @throws IOException when it can't be read
   * @throws InterruptedException when the thread is interrupted; what came before stays, as cut
   * @throws dev.bwob.index.IndexException when the index can't be written
   */
  public IngestSummary follow(Path file, GrowthWait wait, IngestListener listener)
      throws IngestException, IOException, InterruptedException {
    try (IngestRun run = new IngestRun(recorder, listener);
        FollowedFile in =
            new FollowedFile(
                file,
                path -> {
                  run.flush();
                  return wait.await(path);
                })) {
      return run.read(
          BuildEventStream.open(in, file.toString(), maxEventSize), BuildEventIngest::hasMoreAfter);
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      throw interrupted(e);
    }
  }

  private static boolean hasMoreAfter(BuildEvent event) {
    return !event.getLastMessage();
  }

  /** The interrupt travels as the exception, not as the thread's flag beside it. */
  private static InterruptedException interrupted(IOException cause) {
    Thread.interrupted();
    InterruptedException interrupted =
        new InterruptedException("reading build events was interrupted");
    interrupted.initCause(cause);
    return interrupted;
  }
}
