package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Rules for the sources that no compiler knows. */
final class RepositoryRulesTest {
  private static final int LONGEST_CLASS = 500;

  /** Names that tell nothing about what the class is. */
  private static final Pattern EMPTY_NAME =
      Pattern.compile(".*(Manager|Helper|Helpers|Util|Utils|Impl|Data|Info)\\.java");

  /** Paths that are somebody's machine's and not the operating system's. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w$}.)/*-])/(work|root|home|Users)/[\\w.]");

  @Test
  void everyClassIsShort() {
    assertEquals(List.of(), sources(source -> lines(source) > LONGEST_CLASS));
  }

  @Test
  void everyMainPackageSaysItsPurpose() {
    List<Path> undescribed =
        JavaSources.main().stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();

    assertEquals(List.of(), undescribed);
  }

  @Test
  void everyClassNameMeansSomething() {
    assertEquals(
        List.of(),
        sources(source -> EMPTY_NAME.matcher(source.getFileName().toString()).matches()));
  }

  @Test
  void noSourceNamesAPlaceOnSomebodysMachine() {
    assertEquals(List.of(), sources(source -> MACHINE_PATH.matcher(text(source)).find()));
  }

  private static List<Path> sources(Predicate<Path> broken) {
    return JavaSources.all().stream().filter(broken).toList();
  }

  private static String text(Path source) {
    return new String(TestFiles.read(source), StandardCharsets.UTF_8);
  }

  private static long lines(Path source) {
    return text(source).lines().count();
  }
}
