package dev.bwob.index.sqlite;

import static dev.bwob.index.Samples.file;
import static dev.bwob.index.Samples.invocation;
import static dev.bwob.index.Samples.set;
import static dev.bwob.index.Samples.target;

import dev.bwob.index.InvocationRecorder;
import java.nio.file.Path;
import java.util.List;

/**
 * A program that records until it is killed. After each flush it prints how many outputs are
 * flushed.
 */
final class EndlessRecording {
  private EndlessRecording() {}

  /** Takes the path of the index. */
  public static void main(String[] args) {
    try (SqliteIndex index = SqliteIndex.open(Path.of(args[0]), IndexOptions.DEFAULT);
        InvocationRecorder recorder = index.begin(invocation("killed", 0))) {
      for (int i = 0; i < Integer.MAX_VALUE; i++) {
        String id = Integer.toString(i);
        recorder.namedSet(set(id, List.of(file("a/d" + i % 100 + "/f" + i, id))));
        recorder.target(target("//a:t" + i, id));
        if (i % 50 == 49) {
          recorder.flush();
          System.out.println(i + 1);
        }
      }
    }
  }
}
