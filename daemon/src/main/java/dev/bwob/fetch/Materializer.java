package dev.bwob.fetch;

import java.io.IOException;
import java.util.List;

/**
 * Carries out fetch plans: the only writer to users' trees.
 *
 * <p>Per file: bytes go in one pass to a temporary file on the same file system, are verified, the
 * file gets mode 0555, and one rename gives it its name. So a name stands for the whole file or is
 * absent, whatever happens. Folders are opened name by name from the root and never through a link;
 * nothing is ever written outside the root. What is there and right is left alone; what is there
 * and neither right nor an older output is kept ({@link ReplacePolicy}).
 *
 * <p>An output that fails does not stop the others. Files are not synced to the disk: after a power
 * failure they may have to be fetched again.
 *
 * <p>Safe for use by many threads; one for the whole process, so that a blob that several fetches
 * want crosses the network once.
 */
public final class Materializer {
  private final MaterializerOptions options;
  private final InFlightBlobs inFlight = new InFlightBlobs();

  public Materializer(MaterializerOptions options) {
    this.options = options;
  }

  /**
   * Does what a plan says. The listener is told of every output's result before this returns or
   * throws.
   *
   * @param sources where bytes come from
   * @throws InterruptedException when the thread is interrupted: what was under way is given up,
   *     and nothing temporary is left
   * @throws IOException when the temporary folder can't be deleted
   */
  public FetchSummary materialize(FetchPlan plan, BlobSources sources, FetchListener listener)
      throws InterruptedException, IOException {
    List<FetchItem> items = plan.outputs().stream().map(FetchItem::new).toList();
    ResultTally tally = new ResultTally(listener);
    inFlight.enter();
    try (RunFolders folders = RunFolders.open(plan)) {
      new FetchRun(plan, items, folders, options, listener).run(sources, inFlight);
    } catch (InterruptedException e) {
      items.stream().filter(item -> !item.isDone()).forEach(item -> tally.problem(item, e));
      throw e;
    } catch (IOException e) {
      if (items.stream().allMatch(FetchItem::isDone)) {
        throw e;
      }
      MaterializeException failure = LocalFailures.at(plan.root(), e);
      items.stream().filter(item -> !item.isDone()).forEach(item -> tally.problem(item, failure));
    } finally {
      inFlight.leave();
    }
    return ResultTally.summary(items, plan.root());
  }
}
