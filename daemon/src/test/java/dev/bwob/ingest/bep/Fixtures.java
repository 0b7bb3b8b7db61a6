package dev.bwob.ingest.bep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Files that real builds wrote, read where they are: beside the repository. */
final class Fixtures {
  private static final Path ROOT =
      Path.of(System.getProperty("bwob.repository", "."), "../shared/fixtures");

  private Fixtures() {}

  /** A file or folder; skips the test where it is absent. */
  static Path path(String relative) {
    Path path = ROOT.resolve(relative);
    Assumptions.assumeTrue(
        Files.exists(path), "The files of real builds are not beside the repository: " + path);
    return path;
  }

  /** The bytes of a file; skips the test where it is absent. */
  static byte[] bytes(String relative) {
    try {
      return Files.readAllBytes(path(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a table of INDEX.md under a heading, by column; skips the test without it. */
  static Stream<Map<String, String>> table(String index, String heading) {
    List<String> lines;
    try {
      lines = Files.readAllLines(path(index));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<List<String>> rows =
        lines.stream()
            .dropWhile(line -> !line.startsWith(heading))
            .skip(1)
            .dropWhile(line -> !line.startsWith("|"))
            .takeWhile(line -> line.startsWith("|"))
            .map(Fixtures::cells)
            .toList();
    List<String> columns = rows.getFirst();
    return rows.stream()
        .skip(2)
        .map(row ->
            IntStream.range(0, columns.size())
                .boxed()
                .collect(Collectors.toMap(columns::get, row::get)));
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList();
  }

  /** The rows of a tab-separated file, by their first column. */
  static Map<String, List<String>> tsv(String relative) {
    try (Stream<String> lines = Files.lines(path(relative))) {
      return lines
          .skip(1)
          .map(line -> List.of(line.split("\t", -1)))
          .collect(Collectors.toMap(List::getFirst, Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
