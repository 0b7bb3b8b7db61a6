package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's tour, command by command: each {@code $ } line is run by a shell in a copy of the
 * demo's workspace, and what it prints must be what the README shows. {@code ...} there stands for
 * anything, also for any number of lines.
 */
final class ReadmeIT {
  @TempDir private Path folder;

  @Test
  void tourIsTrue() throws Exception {
    RealComponent.require(RealComponent.BAZEL, RealComponent.BUILDGRID);
    Path workspace =
        TestFiles.copy(
            TestFiles.repository().resolve("demo/workspace"), folder.resolve("src/demo"));
    TestFiles.copy(
        TestFiles.repository().resolve("integration-tests/workspace/third_party/rules_cc"),
        folder.resolve("src/rules_cc"));
    try (BuildGridServer cache = BuildGridServer.start(folder.resolve("cache"));
        Bwob bwob = new Bwob(folder.resolve("b"))) {
      String address = "--remote_cache=grpc://" + cache.endpoint();
      try (RealBazel full = RealBazel.in(workspace, folder.resolve("full"))) {
        full.build("//...", address);
      }
      try (RealBazel bazel = RealBazel.in(workspace, folder.resolve("minimal"))) {
        Path programs = folder.resolve("programs");
        script(programs.resolve("bazel"), bazel.command());
        script(programs.resolve("bwob"), bwob.command());
        for (Step step : tour()) {
          String printed = run(step.command(), workspace, programs, cache.endpoint(), bwob);
          assertTrue(
              step.expected().matcher(printed).matches(),
              () -> "$ " + step.command() + "\n" + printed + "\nis not\n" + step.expected());
        }
      }
    }
  }

  /** A command of the README, and what it is to print. */
  private record Step(String command, Pattern expected) {}

  private List<Step> tour() {
    String readme = text(TestFiles.repository().resolve("README.md"));
    String start = "<!-- tested: tour -->\n```console\n";
    int from = readme.indexOf(start) + start.length();
    List<Step> steps = new ArrayList<>();
    String command = "";
    StringBuilder expected = new StringBuilder();
    for (String line : readme.substring(from, readme.indexOf("```", from)).lines().toList()) {
      if (line.startsWith("$ ")) {
        if (!command.isEmpty()) {
          steps.add(new Step(command, Pattern.compile(expected.toString(), Pattern.DOTALL)));
        }
        command =
            line.substring(2).replace("/tmp/build.bep", folder.resolve("build.bep").toString());
        expected.setLength(0);
      } else {
        expected
            .append(line.equals("...") ? ".*" : Pattern.quote(line).replace("...", "\\E.*\\Q"))
            .append(line.equals("...") ? "" : "\n");
      }
    }
    steps.add(new Step(command, Pattern.compile(expected.toString(), Pattern.DOTALL)));
    assertEquals(8, steps.size());
    return steps;
  }

  private String run(String command, Path workspace, Path programs, String cache, Bwob bwob)
      throws IOException, InterruptedException {
    Path log = folder.resolve("step.log");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", command);
    builder.directory(workspace.toFile());
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().put("PATH", programs + ":/usr/bin:/bin");
    builder.environment().put("CACHE", cache);
    builder.environment().putAll(bwob.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), command);
    assertEquals(0, process.exitValue(), () -> command + "\n" + text(log));
    return text(log);
  }

  private static String text(Path file) {
    return new String(TestFiles.read(file), StandardCharsets.UTF_8);
  }

  private static void script(Path file, List<String> command) throws IOException {
    StringBuilder text = new StringBuilder("#!/bin/sh\nexec");
    command.forEach(word -> text.append(" '").append(word).append('\''));
    TestFiles.write(file, text + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
