package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.Aborted;
import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildEventId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.ActionCompletedId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.NamedSetOfFilesId;
import com.google.devtools.build.lib.buildeventstream.BuildEventId.TargetCompletedId;
import com.google.devtools.build.lib.buildeventstream.BuildStarted;
import com.google.devtools.build.lib.buildeventstream.File;
import com.google.devtools.build.lib.buildeventstream.NamedSetOfFiles;
import com.google.devtools.build.lib.buildeventstream.TargetComplete;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.IngestTally;
import dev.bwob.output.Invocation.State;
import dev.bwob.output.Label;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Origin;
import dev.bwob.output.Output;
import dev.bwob.output.OutputGroup;
import dev.bwob.output.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of one invocation, given in order, into records. Holds no event: only what later
 * ones need of earlier ones (ids of named sets, targets that are open, tests that are running).
 *
 * <p>Recording begins when the exec root and the flags are known, or with the first event that has
 * something to record.
 */
public final class InvocationAssembler implements AutoCloseable {
  private final OutputRecorder outputRecorder;
  private final IngestTally tally;
  private final String id;
  private final InvocationHeader header;
  private final FileDigests digests = new FileDigests();
  private final FileOutputs files;
  private final KnownSets sets = new KnownSets();
  private final TargetKinds kinds = new TargetKinds();
  private final TestDirectories testDirectories = new TestDirectories();
  private final TestOutputs testOutputs;
  private @Nullable InvocationRecorder recorder;
  private boolean whole;
  private long inlineSets;

  /**
   * @param started the invocation's first event
   */
  public InvocationAssembler(
      OutputRecorder outputRecorder, BuildStarted started, IngestTally tally) {
    this.outputRecorder = outputRecorder;
    this.tally = tally;
    this.id = started.getUuid();
    this.header = new InvocationHeader(started);
    this.files = new FileOutputs(digests, tally);
    this.testOutputs = new TestOutputs(testDirectories, files, tally);
  }

  /** The invocation's id. */
  public String id() {
    return id;
  }

  /** Whether the last event of the invocation was given. */
  public boolean isWhole() {
    return whole;
  }

  /**
   * Takes the next event.
   *
   * @throws dev.bwob.index.IndexException when the index can't be written
   */
  public void accept(BuildEvent event) {
    switch (event.getPayloadCase()) {
      case WORKSPACE_INFO -> execRoot(event.getWorkspaceInfo().getLocalExecRoot());
      case OPTIONS_PARSED -> {
        header.read(event.getOptionsParsed());
        digests.declare(header.digestFunction());
      }
      case STRUCTURED_COMMAND_LINE -> {
        header.read(event.getStructuredCommandLine());
        digests.declare(header.digestFunction());
      }
      case CONFIGURED -> kinds.configured(event);
      case NAMED_SET_OF_FILES ->
          namedSet(event.getId().getNamedSet().getId(), event.getNamedSetOfFiles());
      case COMPLETED -> completed(event);
      case ACTION -> action(event);
      case TEST_RESULT -> testResult(event);
      case TEST_SUMMARY -> summarized(event.getId());
      case FINISHED -> header.read(event.getFinished());
      case ABORTED -> aborted(event);
      case STARTED, BUILD_TOOL_LOGS -> {}
      case PAYLOAD_NOT_SET -> {
        if (event.getId().getIdCase() == BuildEventId.IdCase.ID_NOT_SET) {
          tally.addUnknownEvent();
        }
      }
    }
    whole |= event.getLastMessage();
    if (header.isComplete()) {
      recorder();
    }
  }

  private void execRoot(String path) {
    header.execRoot(path);
    files.execRoot(path);
  }

  private InvocationRecorder recorder() {
    InvocationRecorder current = recorder;
    if (current == null) {
      current = outputRecorder.begin(header.running());
      recorder = current;
    }
    return current;
  }

  private void namedSet(String setId, NamedSetOfFiles set) {
    if (setId.isEmpty() || sets.contains(setId)) {
      tally.warn("The named set '%s' was left out: its id is not a new one.".formatted(setId));
      return;
    }
    if (recorder == null && header.execRoot().isEmpty()) {
      set.getFilesList().stream()
          .flatMap(file -> ExecRoots.of(files.execPath(file), file.getUri()).stream())
          .findFirst()
          .ifPresent(this::execRoot);
    }
    List<String> children = knownSets(set.getFileSetsList(), "the named set '" + setId + "'");
    record(setId, set.getFilesList(), children);
  }

  private void record(String setId, List<File> setFiles, List<String> children) {
    List<Output> outputs = new ArrayList<>(setFiles.size());
    String directory = "";
    for (File file : setFiles) {
      files.output(file, Origin.UNKNOWN).ifPresent(outputs::add);
      if (directory.isEmpty()) {
        directory = outputDirectory(file);
      }
    }
    recorder().namedSet(new NamedSet(setId, outputs, children));
    tally.addOutputs(outputs.size());
    sets.add(setId, directory.isEmpty() ? outputDirectory(children) : directory);
  }

  /** {@code bazel-out/x} of a file in {@code bazel-out/x/bin}; empty for others. */
  private static String outputDirectory(File file) {
    List<String> prefix = file.getPathPrefixList();
    return prefix.size() == 3 && prefix.get(0).equals("bazel-out") && prefix.get(2).equals("bin")
        ? prefix.get(0) + "/" + prefix.get(1)
        : "";
  }

  private String outputDirectory(List<String> setIds) {
    for (String setId : setIds) {
      String directory = sets.outputDirectory(setId);
      if (!directory.isEmpty()) {
        return directory;
      }
    }
    return "";
  }

  private List<String> knownSets(List<NamedSetOfFilesId> ids, String user) {
    List<String> known = new ArrayList<>(ids.size());
    for (NamedSetOfFilesId setId : ids) {
      if (sets.contains(setId.getId())) {
        known.add(setId.getId());
      } else {
        tally.warn(
            "A part of %s was left out: no named set '%s' came before it."
                .formatted(user, setId.getId()));
      }
    }
    return known;
  }

  private void completed(BuildEvent event) {
    TargetCompletedId targetId = event.getId().getTargetCompleted();
    Optional<Label> label = label(targetId.getLabel(), "A target");
    if (label.isEmpty()) {
      return;
    }
    TargetComplete completed = event.getCompleted();
    List<OutputGroup> groups = new ArrayList<>(completed.getOutputGroupCount());
    for (var group : completed.getOutputGroupList()) {
      List<String> setIds = knownSets(group.getFileSetsList(), "the target " + label.get());
      boolean incomplete = group.getIncomplete() || setIds.size() < group.getFileSetsCount();
      if (group.getFileSetsCount() == 0 && group.getInlineFilesCount() > 0) {
        setIds = List.of("inline-" + ++inlineSets);
        record(setIds.getFirst(), group.getInlineFilesList(), List.of());
      }
      groups.add(new OutputGroup(group.getName(), setIds, incomplete));
    }
    String configuration = targetId.getConfiguration().getId();
    Origin origin = new Origin(label.get().toString(), "", configuration);
    for (File directory : completed.getDirectoryOutputList()) {
      files.tree(directory, origin).ifPresent(this::record);
    }
    String kind = kinds.completed(targetId);
    record(
        new Target(
            label.get().toString(),
            targetId.getAspect(),
            configuration,
            kind.isEmpty() ? completed.getTargetKind() : kind,
            completed.getSuccess(),
            groups,
            ""));
    List<String> setIds = groups.stream().flatMap(group -> group.setIds().stream()).toList();
    testDirectories.announced(targetId, event.getChildrenList(), outputDirectory(setIds));
  }

  /** A published action: its exec path is in the id, its file has nothing but a URI. */
  private void action(BuildEvent event) {
    if (!event.getAction().getSuccess() || !event.getAction().hasPrimaryOutput()) {
      return;
    }
    ActionCompletedId actionId = event.getId().getActionCompleted();
    File file = event.getAction().getPrimaryOutput();
    String path = Latin1Text.repaired(actionId.getPrimaryOutput());
    if (recorder == null && header.execRoot().isEmpty()) {
      ExecRoots.of(path, file.getUri()).ifPresent(this::execRoot);
    }
    String label = actionId.getLabel();
    if (!label.isEmpty()) {
      label = label(label, "The label of an action").map(Label::toString).orElse("");
    }
    Origin origin =
        new Origin(label, event.getAction().getType(), actionId.getConfiguration().getId());
    files.output(path, file, origin).ifPresent(this::record);
  }

  private void testResult(BuildEvent event) {
    label(event.getId().getTestResult().getLabel(), "A test result")
        .ifPresent(label -> testOutputs.of(event, label, header.execRoot()).forEach(this::record));
  }

  private void summarized(BuildEventId eventId) {
    testDirectories.summarized(
        eventId.getTestSummary().getLabel(), eventId.getTestSummary().getConfiguration().getId());
  }

  private void aborted(BuildEvent event) {
    if (event.getId().hasTestSummary()) {
      summarized(event.getId());
    }
    if (!event.getId().hasTargetCompleted()) {
      return;
    }
    TargetCompletedId targetId = event.getId().getTargetCompleted();
    String kind = kinds.completed(targetId);
    label(targetId.getLabel(), "A target")
        .ifPresent(label ->
            record(
                new Target(
                    label.toString(),
                    targetId.getAspect(),
                    targetId.getConfiguration().getId(),
                    kind,
                    false,
                    List.of(),
                    reason(event.getAborted()))));
  }

  /** {@code SKIPPED: what Bazel said}; a reason that is unknown here is given by its number. */
  private static String reason(Aborted aborted) {
    String reason =
        aborted.getReason() == Aborted.AbortReason.UNRECOGNIZED
            ? "REASON_" + aborted.getReasonValue()
            : aborted.getReason().name();
    return aborted.getDescription().isEmpty() ? reason : reason + ": " + aborted.getDescription();
  }

  private Optional<Label> label(String text, String what) {
    try {
      return Optional.of(Label.parse(text));
    } catch (IllegalArgumentException e) {
      tally.warn("%s was left out: %s.".formatted(what, e.getMessage()));
      return Optional.empty();
    }
  }

  private void record(Output output) {
    recorder().output(output);
    tally.addOutputs(1);
  }

  private void record(Target target) {
    recorder().target(target);
    tally.addTarget();
  }

  /** Makes what was given so far durable and visible. */
  public void flush() {
    if (recorder != null) {
      recorder.flush();
    }
  }

  /** Seals the record: as whole if the last event was given, else as cut. */
  public void end() {
    recorder().finish(header.ended(whole ? State.FINISHED : State.CUT));
  }

  /** Leaves the record as cut, unless it was sealed. */
  @Override
  public void close() {
    if (recorder != null) {
      recorder.close();
    }
  }
}
