package dev.bwob.bench;

import dev.bwob.index.RecordedGroup;
import dev.bwob.index.RecordedTarget;
import dev.bwob.index.sqlite.IndexOptions;
import dev.bwob.index.sqlite.SqliteIndex;
import dev.bwob.output.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One step of {@link IndexBench}, in its own JVM. Prints lines of a name and a number. */
final class IndexBenchStep {
  private static final int LOOKUPS = 200_000;

  private final Path file;
  private final int outputs;
  private final long start;

  /**
   * @param start when the program began, by {@link System#nanoTime}
   */
  IndexBenchStep(Path file, int outputs, long start) {
    this.file = file;
    this.outputs = outputs;
    this.start = start;
  }

  void run(String step) throws IOException {
    switch (step) {
      case "nothing" -> report("first answer of an empty program since main, ms", millis(start));
      case "ingest" -> ingest(/* number= */ 1);
      case "start" -> answer();
      case "lookup" -> lookUp();
      case "again" -> ingest(/* number= */ 2);
      default -> throw new IllegalArgumentException("no step '" + step + "'");
    }
  }

  private void ingest(int number) throws IOException {
    long generating = System.nanoTime();
    long sizes = 0;
    for (int i = 0; i < outputs; i++) {
      sizes += SyntheticBuild.output(i).path().value().length();
    }
    check(sizes > outputs, "paths have names");
    report("making the outputs alone, ms", millis(generating));
    try (SqliteIndex index = SqliteIndex.open(file, IndexOptions.DEFAULT)) {
      long recording = System.nanoTime();
      long cpu = cpuNanos();
      new SyntheticBuild(outputs, number).record(index);
      double millis = millis(recording);
      report("record durably, ms", millis);
      // Tells a slow program from a machine that is busy with other things.
      report("record durably, CPU with compilation, ms", (cpuNanos() - cpu) / 1e6);
      report("outputs per second", outputs / millis * 1e3);
      check(index.size() == outputs, "the index knows every path");
      report("file with its log, MB", index.fileBytes() / 1e6);
    }
    report("file when closed, MB", Files.size(file) / 1e6);
    written();
    memory();
  }

  private void answer() {
    try (SqliteIndex index = SqliteIndex.open(file, IndexOptions.DEFAULT)) {
      checkOutput(index, outputs / 2);
      report("first answer since main, ms", millis(start));
      check(index.size() == outputs, "the index knows every path");
    }
  }

  private void lookUp() {
    try (SqliteIndex index = SqliteIndex.open(file, IndexOptions.DEFAULT)) {
      SplittableRandom random = new SplittableRandom(42);
      for (int i = 0; i < LOOKUPS / 10; i++) {
        checkOutput(index, random.nextInt(outputs));
      }
      long[] nanos = new long[LOOKUPS];
      for (int i = 0; i < LOOKUPS; i++) {
        var path = SyntheticBuild.path(random.nextInt(outputs));
        long before = System.nanoTime();
        boolean found = index.find(SyntheticBuild.WORKSPACE, path).isPresent();
        nanos[i] = System.nanoTime() - before;
        check(found, "every path is found");
      }
      Arrays.sort(nanos);
      report("find, median, us", nanos[LOOKUPS / 2] / 1e3);
      report("find, p99, us", nanos[LOOKUPS / 100 * 99] / 1e3);
      report("find, max, us", nanos[LOOKUPS - 1] / 1e3);

      long scanning = System.nanoTime();
      long[] seen = new long[1];
      index.scan(
          SyntheticBuild.WORKSPACE,
          "bazel-out",
          directory -> true,
          output -> {
            seen[0]++;
            return true;
          });
      report("scan all, ms", millis(scanning));
      check(seen[0] == outputs, "a scan sees every path once");
      targets(index, random);
    }
    memory();
  }

  private void targets(SqliteIndex index, SplittableRandom random) {
    int packages = outputs / SyntheticBuild.FILES_PER_PACKAGE;
    long[] nanos = new long[2_000];
    for (int i = 0; i < nanos.length; i++) {
      int number = random.nextInt(packages);
      String label = "//api_" + number % 97 + "/sub_" + number + ":x";
      long before = System.nanoTime();
      List<RecordedTarget> found = new ArrayList<>();
      index.targets(SyntheticBuild.WORKSPACE, "", label, label::equals, found::add);
      long[] files = new long[1];
      for (RecordedGroup group : found.getFirst().groups()) {
        index.files(
            group,
            output -> {
              files[0]++;
              return true;
            });
      }
      nanos[i] = System.nanoTime() - before;
      int expected = SyntheticBuild.FILES_PER_PACKAGE * (number % 10 == 9 ? 10 : 1);
      check(files[0] == expected, "a label has its files and those of its sets");
    }
    Arrays.sort(nanos);
    report("files of a label, p99, us", nanos[nanos.length / 100 * 99] / 1e3);
  }

  private static void checkOutput(SqliteIndex index, int number) {
    Output expected = SyntheticBuild.output(number);
    check(
        index
            .find(SyntheticBuild.WORKSPACE, expected.path())
            .map(recorded -> recorded.output().equals(expected))
            .orElse(false),
        "an output reads back equal");
  }

  private static long cpuNanos() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  /** What the process has written, as Linux counts it. */
  private static void written() throws IOException {
    Path counters = Path.of("/proc/self/io");
    if (Files.isReadable(counters)) {
      for (String line : Files.readAllLines(counters)) {
        if (line.startsWith("wchar: ")) {
          report("written, MB", Long.parseLong(line.substring("wchar: ".length())) / 1e6);
        }
      }
    }
  }

  private static void memory() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    report("live heap, MB", (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
    report("heap limit, MB", runtime.maxMemory() / 1e6);
  }

  private static double millis(long since) {
    return (System.nanoTime() - since) / 1e6;
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("It does not hold that " + what + ".");
    }
  }

  private static void report(String name, double value) {
    System.out.println(name + " " + value);
  }
}
