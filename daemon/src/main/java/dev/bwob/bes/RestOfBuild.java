package dev.bwob.bes;

import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.devtools.build.lib.buildeventstream.BuildStarted;
import com.google.devtools.build.lib.commandline.CommandLine;
import com.google.devtools.build.lib.commandline.CommandLineSection;
import com.google.devtools.build.lib.commandline.Option;
import com.google.devtools.build.lib.commandline.OptionList;
import dev.bwob.output.Invocation;
import java.util.List;

/**
 * The head of a second record of a build, for events whose predecessors are sealed already: the
 * daemon was started anew in the middle of the build. The client does not have the first events any
 * more; what they said is taken from the first record.
 *
 * <p>The second record has the same start, so that what it says of a path wins, and an id of its
 * own, because to begin a record anew takes the old one's targets away.
 */
final class RestOfBuild {
  private RestOfBuild() {}

  /** The id of the record, {@code rest-from-<sequence number>-of-<invocation id>}. */
  static String id(String invocationId, long firstEvent) {
    return "rest-from-%d-of-%s".formatted(firstEvent, invocationId);
  }

  static BuildStarted started(Invocation before, long firstEvent) {
    return BuildStarted.newBuilder()
        .setUuid(id(before.id(), firstEvent))
        .setCommand(before.command())
        .setBuildToolVersion(before.toolVersion())
        .setStartTimeMillis(before.start().toEpochMilli())
        .setWorkspaceDirectory(before.workspace().directory())
        .build();
  }

  /** The events that say where the build ran and where it kept its bytes. */
  static List<BuildEvent> head(Invocation before) {
    OptionList flags =
        OptionList.newBuilder()
            .addOption(flag("remote_cache", before.remote().remoteCache()))
            .addOption(flag("remote_instance_name", before.remote().instanceName()))
            .addOption(flag("disk_cache", before.remote().diskCache()))
            .addOption(flag("digest_function", before.remote().digestFunction()))
            .addOption(flag("remote_bytestream_uri_prefix", before.remote().bytestreamUriPrefix()))
            .build();
    CommandLine commandLine =
        CommandLine.newBuilder()
            .setCommandLineLabel("canonical")
            .addSections(CommandLineSection.newBuilder().setOptionList(flags))
            .build();
    BuildEvent.Builder workspace = BuildEvent.newBuilder();
    workspace.getWorkspaceInfoBuilder().setLocalExecRoot(before.workspace().execRoot());
    return List.of(
        BuildEvent.newBuilder().setStructuredCommandLine(commandLine).build(), workspace.build());
  }

  private static Option flag(String name, String value) {
    return Option.newBuilder().setOptionName(name).setOptionValue(value).build();
  }
}
