package dev.bwob.cli.connection;

import dev.bwob.endpoint.DaemonEndpoint;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command that starts a daemon: the JDK of this process, the jars beside ours. */
public final class DaemonCommand {
  /**
   * The daemon's memory and compilers, unless {@code BWOB_DAEMON_JAVA_OPTS} has others. A fetch of
   * thousands of files is over before the optimizing compiler's work pays: it took half of the
   * processor time. So only what is really hot, such as hashing, is given to it.
   */
  static final List<String> TUNING =
      List.of(
          "-Xmx256m",
          "-Xmn128m",
          "-XX:+UseSerialGC",
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000");

  private static final String MAIN_CLASS = "dev.bwob.daemon.Main";

  private final Map<String, String> environment;
  private final String mainClass;

  public DaemonCommand(Map<String, String> environment) {
    this(environment, MAIN_CLASS);
  }

  DaemonCommand(Map<String, String> environment, String mainClass) {
    this.environment = environment;
    this.mainClass = mainClass;
  }

  /** The words of the command. The daemon takes its flags as {@code --name=value}. */
  public List<String> words(DaemonEndpoint endpoint, long maxIdleSeconds) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    String options = environment.getOrDefault("BWOB_DAEMON_JAVA_OPTS", "").strip();
    words.addAll(options.isEmpty() ? TUNING : List.of(options.split("\\s+")));
    // zstd, SQLite and netty load native libraries.
    words.add("--enable-native-access=ALL-UNNAMED");
    String lib = System.getProperty("bwob.lib", "");
    if (!lib.isEmpty()) {
      Path cache = Path.of(lib).toAbsolutePath().resolveSibling("bwobd.aot");
      if (Files.exists(cache)) {
        words.add("-XX:AOTCache=" + cache);
      }
    }
    words.add("-cp");
    words.add(lib.isEmpty() ? System.getProperty("java.class.path") : jars(Path.of(lib)));
    words.add(mainClass);
    words.add("--state_dir=" + endpoint.stateDirectory());
    words.add("--socket=" + endpoint.socket());
    words.add("--max_idle_secs=" + maxIdleSeconds);
    return words;
  }

  /**
   * Every jar by name and in order: an AOT cache is good for one class path only, and a wildcard
   * has no order.
   */
  private static String jars(Path lib) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files
          .map(Path::toString)
          .filter(name -> name.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    }
  }
}
