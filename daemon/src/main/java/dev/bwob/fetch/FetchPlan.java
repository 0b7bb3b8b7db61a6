package dev.bwob.fetch;

import dev.bwob.digest.Digest;
import dev.bwob.output.Output.FileOutput;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a fetch will do, output by output. Made without touching anything.
 *
 * @param root absolute path of the folder that exec paths are below: an exec root, or the folder
 *     that the user named
 * @param intoOutputTree whether the root is an exec root
 * @param overwrite whether to replace files that neither bwob nor an earlier build put there
 */
public record FetchPlan(
    Path root, boolean intoOutputTree, boolean overwrite, List<PlannedOutput> outputs) {
  public FetchPlan {
    outputs = List.copyOf(outputs);
  }

  /**
   * A plan in numbers.
   *
   * @param outputs of every kind
   * @param blobs distinct blobs that have to be fetched
   * @param blobBytes their bytes
   * @param toCheck outputs whose file seems to be there
   * @param impossible outputs that can't be fetched, whatever the store has
   */
  public record Totals(long outputs, long blobs, long blobBytes, long toCheck, long impossible) {}

  /** Counts. */
  public Totals totals() {
    Set<Digest> blobs = new HashSet<>();
    long bytes = 0;
    long toCheck = 0;
    long impossible = 0;
    for (PlannedOutput planned : outputs) {
      switch (planned.action()) {
        case FETCH -> {
          if (planned.output() instanceof FileOutput file
              && file.digest().isPresent()
              && !file.digest().get().isEmpty()
              && blobs.add(file.digest().get())) {
            bytes += file.digest().get().size();
          }
        }
        case CHECK -> toCheck++;
        case IMPOSSIBLE, BLOCKED -> impossible++;
        case LINK, MAKE_FOLDER -> {}
      }
    }
    return new Totals(outputs.size(), blobs.size(), bytes, toCheck, impossible);
  }

  /** Absolute path of an output. */
  public Path localPath(PlannedOutput planned) {
    return root.resolve(planned.output().path().value());
  }

  /** Absolute path that will be written; differs from the output's own where links lead on. */
  public Path destination(PlannedOutput planned) {
    return root.resolve(planned.place().value());
  }

  /** One line per output. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("below " + root + ":\n");
    for (PlannedOutput planned : outputs) {
      text.append(planned.action()).append(' ').append(planned.output().path());
      if (!planned.place().equals(planned.output().path())) {
        text.append(" at ").append(planned.place());
      }
      if (!planned.reason().isEmpty()) {
        text.append(" (").append(planned.reason()).append(')');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
