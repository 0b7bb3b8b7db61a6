package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.File;
import com.google.devtools.build.lib.buildeventstream.NamedSetOfFiles;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what a stream holds the way the INDEX.md of the real files does. Its words mean: "files"
 * is every {@code File} message anywhere (sets, old important outputs, directories, tests and their
 * summaries, actions, logs of the build tool), "dig" those with a digest field, "dirs" the
 * directory outputs, "tests" the test results, "asp" completed aspects.
 */
final class Census {
  int events;
  int sets;
  int depth;
  int largestSet;
  int setFiles;
  int setFilesWithoutPrefix;
  int files;
  int digests;
  int directories;
  int actions;
  int failedActions;
  int aspects;
  int completed;
  int succeeded;
  final Map<String, Integer> uris = new TreeMap<>();
  final Map<String, Integer> tests = new TreeMap<>();
  final Map<String, Integer> aborted = new TreeMap<>();
  private final Map<String, Integer> depths = new HashMap<>();

  void add(BuildEvent event) {
    events++;
    aspects += event.getId().getTargetCompleted().getAspect().isEmpty() ? 0 : 1;
    switch (event.getPayloadCase()) {
      case NAMED_SET_OF_FILES ->
          add(event.getId().getNamedSet().getId(), event.getNamedSetOfFiles());
      case COMPLETED -> {
        completed++;
        succeeded += event.getCompleted().getSuccess() ? 1 : 0;
        event.getCompleted().getImportantOutputList().forEach(this::add);
        event.getCompleted().getDirectoryOutputList().forEach(this::add);
        directories += event.getCompleted().getDirectoryOutputCount();
      }
      case ACTION -> {
        actions++;
        failedActions += event.getAction().getSuccess() ? 0 : 1;
        if (event.getAction().hasPrimaryOutput()) {
          add(event.getAction().getPrimaryOutput());
        }
        if (event.getAction().hasStdout()) {
          add(event.getAction().getStdout());
        }
        if (event.getAction().hasStderr()) {
          add(event.getAction().getStderr());
        }
      }
      case TEST_RESULT -> {
        event.getTestResult().getTestActionOutputList().forEach(this::add);
        tests.merge(event.getTestResult().getStatus().name(), 1, Integer::sum);
        if (event.getTestResult().getCachedLocally()) {
          tests.merge("cached_locally", 1, Integer::sum);
        }
        if (event.getTestResult().getExecutionInfo().getCachedRemotely()) {
          tests.merge("cached_remotely", 1, Integer::sum);
        }
      }
      case TEST_SUMMARY -> {
        event.getTestSummary().getPassedList().forEach(this::add);
        event.getTestSummary().getFailedList().forEach(this::add);
      }
      case BUILD_TOOL_LOGS -> event.getBuildToolLogs().getLogList().forEach(this::add);
      case ABORTED -> aborted.merge(event.getAborted().getReason().name(), 1, Integer::sum);
      default -> {}
    }
  }

  private void add(String id, NamedSetOfFiles set) {
    sets++;
    setFiles += set.getFilesCount();
    largestSet = Math.max(largestSet, set.getFilesCount());
    int below =
        set.getFileSetsList().stream()
            .mapToInt(child -> depths.getOrDefault(child.getId(), 0))
            .max()
            .orElse(0);
    depths.put(id, below + 1);
    depth = Math.max(depth, below + 1);
    for (File file : set.getFilesList()) {
      add(file);
      setFilesWithoutPrefix += file.getPathPrefixCount() == 0 ? 1 : 0;
    }
  }

  private void add(File file) {
    files++;
    digests += file.getDigest().isEmpty() ? 0 : 1;
    switch (file.getFileCase()) {
      case URI -> uris.merge(file.getUri().replaceFirst(":.*", ""), 1, Integer::sum);
      case FILE_NOT_SET -> uris.merge("none", 1, Integer::sum);
      case CONTENTS, SYMLINK_TARGET_PATH -> {}
    }
  }
}
