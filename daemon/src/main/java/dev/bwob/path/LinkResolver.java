package dev.bwob.path;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Follows symbolic links inside one exec root, as the kernel would, without touching the disk
 * itself: what is a link is asked of a {@link Lookup}.
 *
 * <p>Paths are relative to the exec root. A link that leads out of the output tree ends the walk.
 */
public final class LinkResolver {
  /** As many as Linux follows. */
  public static final int MAX_LINKS = 40;

  /** The directory of the exec root that outputs are in. */
  public static final String OUTPUT_TREE = "bazel-out";

  /** Knows links. */
  @FunctionalInterface
  public interface Lookup {
    /** The text of the link at a path; empty when there is no link, or nothing at all. */
    Optional<String> linkText(String path) throws IOException;
  }

  /** Where a path leads. */
  public sealed interface Resolution {
    /** To a place in the output tree, at which no link is. */
    record Inside(String path) implements Resolution {}

    /** Out of the output tree, through this link. */
    record Outside(String link, String text) implements Resolution {}

    /** Nowhere: these links lead to each other, or are too many. */
    record Loop(List<String> links) implements Resolution {
      public Loop {
        links = List.copyOf(links);
      }

      /** The links in the order in which they are followed, the first one again at the end. */
      public String cycle() {
        return String.join(" -> ", links) + " -> " + links.getFirst();
      }
    }
  }

  private final List<String> roots;
  private final Lookup lookup;

  /**
   * @param roots the absolute paths that mean the exec root, without a slash at their ends
   */
  public LinkResolver(List<String> roots, Lookup lookup) {
    this.roots = List.copyOf(roots);
    this.lookup = lookup;
  }

  /** Follows every link in a path, the last segment's too. */
  public Resolution resolve(String path) throws IOException {
    Deque<String> remaining = new ArrayDeque<>();
    push(remaining, path);
    List<String> current = new ArrayList<>();
    List<String> links = new ArrayList<>();
    while (!remaining.isEmpty()) {
      String segment = remaining.pop();
      if (segment.equals("..")) {
        if (current.isEmpty()) {
          return new Resolution.Outside(lastOr(links, path), "..");
        }
        current.removeLast();
        continue;
      }
      current.add(segment);
      String candidate = String.join("/", current);
      Optional<String> text = lookup.linkText(candidate);
      if (text.isEmpty()) {
        continue;
      }
      links.add(candidate);
      if (links.size() > MAX_LINKS) {
        return new Resolution.Loop(cycleOf(links));
      }
      if (text.get().startsWith("/")) {
        Optional<String> inside = belowRoot(text.get());
        if (inside.isEmpty()) {
          return new Resolution.Outside(candidate, text.get());
        }
        current.clear();
        push(remaining, inside.get());
      } else {
        current.removeLast();
        push(remaining, text.get());
      }
    }
    String resolved = String.join("/", current);
    boolean inTree = !current.isEmpty() && current.getFirst().equals(OUTPUT_TREE);
    return inTree
        ? new Resolution.Inside(resolved)
        : new Resolution.Outside(lastOr(links, path), resolved);
  }

  private Optional<String> belowRoot(String absolute) {
    for (String root : roots) {
      if (absolute.equals(root)) {
        return Optional.of("");
      }
      if (absolute.startsWith(root) && absolute.charAt(root.length()) == '/') {
        return Optional.of(absolute.substring(root.length() + 1));
      }
    }
    return Optional.empty();
  }

  private static void push(Deque<String> remaining, String path) {
    String[] segments = path.split("/", -1);
    for (int i = segments.length - 1; i >= 0; i--) {
      if (!segments[i].isEmpty() && !segments[i].equals(".")) {
        remaining.push(segments[i]);
      }
    }
  }

  private static List<String> cycleOf(List<String> links) {
    String last = links.getLast();
    int before = links.subList(0, links.size() - 1).lastIndexOf(last);
    return before < 0 ? links : links.subList(before, links.size() - 1);
  }

  private static String lastOr(List<String> links, String path) {
    return links.isEmpty() ? path : links.getLast();
  }
}
