package dev.bwob.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that looks to the launcher like a clean clone of this repository, with JDKs and a Maven
 * that only say how they were called. The folder's name has a space in it.
 */
final class FakeToolchain {
  /** What the launcher may start, besides Maven and Java. */
  private static final List<String> TOOLS =
      List.of("sh", "find", "mkdir", "rm", "mv", "rmdir", "locale", "readlink", "sleep", "cat");

  private final Path root;
  private final Map<String, String> environment = new TreeMap<>();

  FakeToolchain(Path folder) {
    root = folder.resolve("fake tools");
    TestFiles.copy(TestFiles.repository().resolve("bwob"), repository().resolve("bwob"));
    for (String source : List.of("pom.xml", ".mvn/maven.config", "daemon/pom.xml", "cli/pom.xml")) {
      TestFiles.write(repository().resolve(source), source);
    }
    TestFiles.write(repository().resolve("protos/pom.xml"), "protos");
    TestFiles.write(repository().resolve("protos/src/main/protobuf/a.proto"), "a");
    TestFiles.write(repository().resolve("daemon/src/main/java/A.java"), "a");
    TestFiles.write(repository().resolve("cli/src/main/java/A.java"), "a");
    for (String tool : TOOLS) {
      passOn(tool);
    }
    set("PATH", root.resolve("bin").toString());
    set("HOME", TestFiles.createFolder(root.resolve("home")).toString());
    set("BWOB_JAVA_HOME", jdk("25.0.3").toString());
    maven("mkdir -p target/dist/lib; : >target/dist/lib/cli.jar");
  }

  Path repository() {
    return root.resolve("a clone");
  }

  void set(String variable, String value) {
    environment.put(variable, value);
  }

  void unset(String variable) {
    environment.remove(variable);
  }

  /** A JDK of this version; its {@code java} prints the arguments, one a line. */
  Path jdk(String version) {
    Path home = root.resolve("jdk " + version);
    TestFiles.write(home.resolve("release"), "A=1\nJAVA_VERSION=\"" + version + "\"\nZ=1\n");
    script(home.resolve("bin/java"), "printf '%s\\n' \"$0\" \"$@\"");
    script(home.resolve("bin/javac"), "exit 1");
    return home;
  }

  /** A Maven that notes that it was called and then does this, in the clone. */
  void maven(String body) {
    script(root.resolve("bin/mvn"), "echo x >>\"" + root.resolve("builds") + "\"\n" + body);
  }

  void removeMaven() {
    TestFiles.remove(root.resolve("bin/mvn"));
  }

  int builds() {
    Path builds = root.resolve("builds");
    return Files.exists(builds) ? TestFiles.read(builds).length / 2 : 0;
  }

  /** The launcher as a running process, started from a folder that is not the clone. */
  Process start(Path launcher, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the launcher to its end. */
  Outcome run(String... arguments) {
    return outcome(start(repository().resolve("bwob"), arguments));
  }

  /** How a process ended; what it prints has to be little. */
  static Outcome outcome(Process process) {
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output, errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted while the launcher ran", e);
    }
  }

  private void passOn(String tool) {
    Stream.of(Path.of("/usr/bin", tool), Path.of("/bin", tool))
        .filter(Files::exists)
        .findFirst()
        .ifPresent(program -> script(root.resolve("bin/" + tool), "exec " + program + " \"$@\""));
  }

  private static void script(Path file, String body) {
    TestFiles.write(file, "#!/bin/sh\n" + body + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IllegalStateException("can't make " + file + " executable");
    }
  }

  /** Exit code and both streams. */
  record Outcome(int exitCode, String output, String errors) {}
}
