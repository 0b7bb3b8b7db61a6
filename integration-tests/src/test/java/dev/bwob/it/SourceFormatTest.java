package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every Java source is as {@code ./format} leaves it. */
final class SourceFormatTest {
  private final Formatter formatter = new Formatter();

  @Test
  void everySourceIsFormatted() {
    List<String> unformatted =
        JavaSources.all().parallelStream()
            .filter(source -> !isFormatted(source))
            .map(source -> TestFiles.repository().relativize(source).toString())
            .sorted()
            .toList();

    assertEquals(List.of(), unformatted, "not formatted; run ./format");
  }

  private boolean isFormatted(Path source) {
    String text = new String(TestFiles.read(source), StandardCharsets.UTF_8);
    try {
      String ordered = ImportOrderer.reorderImports(text, Style.GOOGLE);
      return text.equals(formatter.formatSource(RemoveUnusedImports.removeUnusedImports(ordered)));
    } catch (FormatterException e) {
      throw new AssertionError(source + " can't be formatted", e);
    }
  }
}
