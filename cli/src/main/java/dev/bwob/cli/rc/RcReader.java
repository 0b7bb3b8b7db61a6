package dev.bwob.cli.rc;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads settings files and what they import: {@code import PATH}, {@code try-import PATH} (may be
 * absent), where a leading {@code %workspace%} is the workspace's folder and a relative path starts
 * at the file that imports.
 */
final class RcReader {
  private static final String WORKSPACE = "%workspace%";

  private final Optional<Path> workspace;
  private final Deque<Path> open = new ArrayDeque<>();
  private final Set<Path> files = new LinkedHashSet<>();
  private final List<RcLine> lines = new ArrayList<>();

  RcReader(Optional<Path> workspace) {
    this.workspace = workspace;
  }

  /** Every file that was read, in the order of the first word of each. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /** What they say, imports in their place. */
  List<RcLine> lines() {
    return List.copyOf(lines);
  }

  /** Reads the file; does nothing when it was read before. */
  void read(Path file) throws RcException {
    if (files.contains(identity(file))) {
      return;
    }
    try {
      readOpen(file);
    } catch (NoSuchFileException e) {
      throw new RcException("The settings file " + file + " does not exist.");
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private void readOpen(Path file) throws RcException, IOException {
    List<String> physical = Files.readAllLines(file);
    Path identity = identity(file);
    files.add(identity);
    open.push(identity);
    for (int i = 0; i < physical.size(); i++) {
      RcOrigin origin = new RcOrigin(file, i + 1);
      StringBuilder logical = new StringBuilder(physical.get(i));
      while (endsInBackslash(logical) && i + 1 < physical.size()) {
        logical.setLength(logical.length() - 1);
        logical.append(physical.get(++i));
      }
      List<String> words = RcWords.split(logical.toString(), origin);
      if (!words.isEmpty()) {
        line(words, origin);
      }
    }
    open.pop();
  }

  private static boolean endsInBackslash(CharSequence line) {
    return !line.isEmpty() && line.charAt(line.length() - 1) == '\\';
  }

  private void line(List<String> words, RcOrigin origin) throws RcException {
    String section = words.getFirst();
    List<String> rest = words.subList(1, words.size());
    switch (section) {
      case "import", "try-import" -> {
        if (rest.size() != 1) {
          throw new RcException(origin, "'%s' takes one path.".formatted(section));
        }
        importFile(rest.getFirst(), section.equals("try-import"), origin);
      }
      default -> {
        if (section.contains(":")) {
          throw new RcException(
              origin, "'%s': named configurations are not supported.".formatted(section));
        }
        lines.add(new RcLine(section, rest, origin));
      }
    }
  }

  private void importFile(String text, boolean mayBeAbsent, RcOrigin origin) throws RcException {
    if (text.startsWith(WORKSPACE) && workspace.isEmpty()) {
      if (mayBeAbsent) {
        return;
      }
      throw new RcException(
          origin, "'%s' has no meaning here: the folder is in no workspace.".formatted(text));
    }
    Path file =
        text.startsWith(WORKSPACE)
            ? Path.of(workspace.orElseThrow() + text.substring(WORKSPACE.length())).normalize()
            : origin.file().resolveSibling(text).normalize();
    if (open.contains(identity(file))) {
      throw new RcException(
          origin, "imports %s, which is being read: the imports go round.".formatted(file));
    }
    try {
      readOpen(file);
    } catch (NoSuchFileException e) {
      if (!mayBeAbsent) {
        throw new RcException(origin, "imports %s, which does not exist.".formatted(file));
      }
    } catch (IOException e) {
      throw new RcException(origin, "imports a file: " + unreadable(file, e).getMessage());
    }
  }

  private static RcException unreadable(Path file, IOException e) {
    return new RcException(
        e instanceof CharacterCodingException
            ? "The settings file " + file + " is not text in UTF-8."
            : "The settings file " + file + " can't be read: " + e + ".");
  }

  private static Path identity(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }
}
