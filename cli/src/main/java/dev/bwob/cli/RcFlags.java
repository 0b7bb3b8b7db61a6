package dev.bwob.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The flags that say which settings files are read. Looked for before all others, because those
 * files hold flags too.
 *
 * @param home ~/.bwobrc is read
 * @param workspace that of the workspace is read
 * @param files of {@code --bwobrc}, in order
 */
record RcFlags(boolean home, boolean workspace, List<String> files) {
  static RcFlags of(List<String> arguments) {
    boolean home = true;
    boolean workspace = true;
    List<String> files = new ArrayList<>();
    for (int i = 0; i < arguments.size() && !arguments.get(i).equals("--"); i++) {
      String argument = arguments.get(i);
      switch (argument) {
        case "--home_rc" -> home = true;
        case "--nohome_rc" -> home = false;
        case "--workspace_rc" -> workspace = true;
        case "--noworkspace_rc" -> workspace = false;
        case "--bwobrc" -> {
          if (i + 1 < arguments.size()) {
            files.add(arguments.get(++i));
          }
        }
        default -> {
          if (argument.startsWith("--bwobrc=")) {
            files.add(argument.substring("--bwobrc=".length()));
          }
        }
      }
    }
    return new RcFlags(home, workspace, List.copyOf(files));
  }
}
