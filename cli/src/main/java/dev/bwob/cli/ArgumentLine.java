package dev.bwob.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line, with what stands before the verb apart.
 *
 * @param leading flags before the verb ({@code bwob --socket=x ls}), which are as good as after it
 * @param words the verb and what follows; "help" where there is none
 */
record ArgumentLine(List<String> leading, List<String> words) {
  static ArgumentLine split(List<String> arguments) {
    List<String> leading = new ArrayList<>();
    int i = 0;
    while (i < arguments.size() && arguments.get(i).startsWith("-")) {
      String flag = arguments.get(i++);
      switch (flag) {
        case "--version" -> {
          return new ArgumentLine(List.of(), List.of("version"));
        }
        case "--help", "-h" -> {
          return new ArgumentLine(List.of(), List.of("help"));
        }
        default -> leading.add(flag);
      }
    }
    return i == arguments.size()
        ? new ArgumentLine(leading, List.of("help"))
        : new ArgumentLine(leading, List.copyOf(arguments.subList(i, arguments.size())));
  }
}
