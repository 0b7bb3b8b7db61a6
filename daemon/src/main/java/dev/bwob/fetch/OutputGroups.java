package dev.bwob.fetch;

import dev.bwob.output.OutputGroup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which output groups are wanted, in the syntax of Bazel's {@code --output_groups}: {@code x} asks
 * for that group in place of the default, {@code +x} adds to the default, {@code -x} takes away.
 */
record OutputGroups(Set<String> names) {
  OutputGroups {
    names = Set.copyOf(names);
  }

  /**
   * Parses a request's list, in which commas separate too.
   *
   * @throws RequestException when a name is empty
   */
  static OutputGroups parse(List<String> requested) throws RequestException {
    List<String> all =
        requested.stream()
            .flatMap(text -> List.of(text.split(",", -1)).stream())
            .map(String::strip)
            .toList();
    Set<String> names = new LinkedHashSet<>();
    if (all.stream().allMatch(OutputGroups::isSigned)) {
      names.add(OutputGroup.DEFAULT);
    }
    for (String text : all) {
      String name = isSigned(text) ? text.substring(1) : text;
      if (name.isEmpty()) {
        throw new RequestException(
            RequestException.Kind.INVALID,
            "Not a list of output groups: '" + String.join(",", requested) + "': a name is empty.");
      }
      if (text.startsWith("-")) {
        names.remove(name);
      } else {
        names.add(name);
      }
    }
    return new OutputGroups(names);
  }

  boolean wants(String name) {
    return names.contains(name);
  }

  private static boolean isSigned(String text) {
    return text.startsWith("+") || text.startsWith("-");
  }

  @Override
  public String toString() {
    return names.stream().sorted().collect(Collectors.joining("', '", "'", "'"));
  }
}
