package dev.bwob.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the output index: durable recording, the time from the start of a JVM to the first
 * answer, single lookups, a whole scan, and recording the same build again. Every step runs in a
 * JVM of its own with a heap of 256 MiB, and checks what it reads against what was recorded.
 *
 * <p>To run, from the root of the repository: {@code mvn -pl bench -am package -DskipTests}, then
 * {@code java -cp 'target/dist/lib/*:bench/target/classes' dev.bwob.bench.IndexBench 1000000 5}
 * (outputs, runs) with a JDK 25. Files are written to a temporary folder; set {@code
 * -Djava.io.tmpdir} to choose the disk.
 */
public final class IndexBench {
  private static final List<String> STEPS =
      List.of("nothing", "ingest", "start", "lookup", "again");

  private IndexBench() {}

  /** Without a step's name: {@code [outputs [runs]]}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (args.length == 3 && STEPS.contains(args[0])) {
      IndexBenchStep step = new IndexBenchStep(Path.of(args[1]), Integer.parseInt(args[2]), start);
      step.run(args[0]);
      return;
    }
    int outputs = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (int run = 0; run < runs; run++) {
      Path directory = Files.createTempDirectory("bwob-index-bench");
      Path file = directory.resolve("index.db");
      for (String step : STEPS) {
        fork(step, file, outputs, values);
      }
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(directory.resolve("index.db" + suffix));
      }
      Files.delete(directory);
    }
    System.out.printf("%,d outputs, %d runs: median (min .. max)%n", outputs, runs);
    values.forEach(IndexBench::print);
  }

  private static void fork(String step, Path file, int outputs, Map<String, List<Double>> values)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            IndexBench.class.getName(),
            step,
            file.toString(),
            Integer.toString(outputs));
    long start = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.lastIndexOf(' ');
        String name = step + ": " + line.substring(0, space);
        double value = Double.parseDouble(line.substring(space + 1));
        if (line.startsWith("first answer")) {
          // Seen from outside: with the start of the JVM.
          double millis = (System.nanoTime() - start) / 1e6;
          add(values, step + ": first answer since the JVM's start, ms", millis);
        }
        add(values, name, value);
      }
    }
    if (process.waitFor() != 0) {
      throw new IllegalStateException("step " + step + " failed");
    }
  }

  private static void add(Map<String, List<Double>> values, String name, double value) {
    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  private static void print(String name, List<Double> samples) {
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    System.out.printf(
        "%-55s %,14.1f  (%,.1f .. %,.1f)%n",
        name, sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }
}
