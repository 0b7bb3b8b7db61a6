package dev.bwob.cli.doctor;

import dev.bwob.cli.session.Session;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The workspace around the current folder, and its Bazel. Starts no Bazel server. */
final class WorkspaceCheck {
  private static final long PATIENCE_SECONDS = 10;

  private WorkspaceCheck() {}

  static void run(Session session, Findings findings) {
    Optional<Path> workspace = session.settings().workspace();
    if (workspace.isEmpty()) {
      findings.warn(
          "workspace",
          session.environment().workingDirectory()
              + " is in none (no WORKSPACE, MODULE.bazel or .bwobrc at or above it)");
    } else {
      findings.ok("workspace", workspace.get().toString());
      outputBase(workspace.get(), findings);
    }
    bazel(session.environment().workingDirectory(), workspace, findings);
  }

  private static void outputBase(Path workspace, Findings findings) {
    Path link = workspace.resolve("bazel-out");
    try {
      // <output base>/execroot/<workspace name>/bazel-out
      Path target = workspace.resolve(Files.readSymbolicLink(link));
      Path execRoot = target.getParent();
      Path execRoots = execRoot == null ? null : execRoot.getParent();
      if (execRoots == null || execRoots.getParent() == null) {
        findings.warn("output", link + " leads to " + target + ", which is no output tree");
      } else if (Files.isDirectory(target)) {
        findings.ok("output", "output base " + execRoots.getParent());
      } else {
        findings.warn("output", link + " leads to " + target + ", which is gone");
      }
    } catch (IOException e) {
      findings.warn(
          "output", "no bazel-out link in the workspace: nothing was built, or --symlink_prefix");
    }
  }

  private static void bazel(Path folder, Optional<Path> workspace, Findings findings) {
    String asked =
        workspace
            .map(w -> w.resolve(".bazelversion"))
            .filter(Files::isRegularFile)
            .map(WorkspaceCheck::firstLine)
            .map(line -> " (.bazelversion asks for " + line + ")")
            .orElse("");
    try {
      Process process =
          new ProcessBuilder("bazel", "--version")
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroy();
        findings.warn("Bazel", "`bazel --version` does not answer" + asked);
        return;
      }
      String version =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.exitValue() == 0) {
        findings.ok("Bazel", version + asked);
      } else {
        findings.warn(
            "Bazel", "`bazel --version` fails with exit code " + process.exitValue() + asked);
      }
    } catch (IOException e) {
      findings.warn("Bazel", "not on the PATH; bwob fetches without it" + asked);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String firstLine(Path file) {
    try (var lines = Files.lines(file)) {
      return lines.findFirst().orElse("nothing").strip();
    } catch (IOException | java.io.UncheckedIOException e) {
      return "something unreadable";
    }
  }
}
