package dev.bwob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cli.failure.ExitCode;
import dev.bwob.v1.FetchRequest;
import dev.bwob.v1.FetchResponse;
import dev.bwob.v1.FetchSummary;
import dev.bwob.v1.ListResponse;
import dev.bwob.v1.ProbeResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings files, by what they make of command lines. */
class SettingsTest {
  @TempDir Path folder = Path.of(".");

  @SuppressWarnings("NullAway.Init")
  private CliFixture cli;

  @BeforeEach
  void start() throws IOException {
    cli = new CliFixture(folder);
  }

  @AfterEach
  void stop() {
    cli.close();
  }

  private void home(String text) throws IOException {
    Files.writeString(cli.home.resolve(".bwobrc"), text);
  }

  private void workspace(String text) throws IOException {
    Files.writeString(cli.workspace.resolve(".bwobrc"), text);
  }

  private FetchRequest fetch(String... flags) {
    cli.daemon.answers(
        FetchResponse.newBuilder().setSummary(FetchSummary.getDefaultInstance()).build());
    String[] line = new String[flags.length + 2];
    line[0] = "fetch";
    System.arraycopy(flags, 0, line, 1, flags.length);
    line[flags.length + 1] = "//a";
    assertEquals(ExitCode.OK, cli.run(line), cli.err());
    return cli.daemon.request(FetchRequest.class);
  }

  private void refused(String message, String... line) {
    assertEquals(ExitCode.COMMAND_LINE, cli.run(line));
    assertEquals("bwob: " + message + "\n", cli.err());
    assertEquals(List.of(), cli.daemon.requests());
  }

  @Test
  void theWorkspaceOverridesHomeAndTheCommandLineBoth() throws IOException {
    home("fetch --remote_cache=home --remote_instance_name=home --disk_cache=/home\n");
    workspace("fetch --remote_instance_name=ws --disk_cache=/ws\n");
    FetchRequest request = fetch("--disk_cache=/line");
    assertEquals("home", request.getRemote().getRemoteCache());
    assertEquals("ws", request.getRemote().getInstanceName());
    assertEquals("/line", request.getRemote().getDiskCache());
  }

  @Test
  void aVerbsOwnLinesOverrideThoseForAll() throws IOException {
    workspace("fetch --remote_cache=fetch\ncommon --remote_cache=common\n");
    assertEquals("fetch", fetch().getRemote().getRemoteCache());
  }

  @Test
  void commonFlagsApplyOnlyWhereTheyAreKnown() throws IOException {
    workspace("common --overwrite --remote_cache x --color=no\n");
    cli.daemon.answers(ListResponse.getDefaultInstance());
    assertEquals(ExitCode.OK, cli.run("ls"), cli.err());
    workspace("always --overwrite\n");
    assertEquals(ExitCode.COMMAND_LINE, cli.run("ls"));
    assertTrue(cli.err().endsWith(".bwobrc:1: 'always' has no flag '--overwrite'.\n"), cli.err());
  }

  @Test
  void repeatableFlagsAddUp() throws IOException {
    home("fetch --output_groups=+home\n");
    workspace("fetch --output_groups=+ws\n");
    assertEquals(
        List.of("+home", "+ws", "+line"),
        fetch("--output_groups=+line").getSelection().getOutputGroupsList());
  }

  @Test
  void quotesCommentsAndContinuedLinesAreRead() throws IOException {
    workspace(
        """
        # fetch --overwrite
        fetch --remote_header="x-a=one two" \\
          --remote_header='x-b=#3' # the rest
        fetch \\
          --remote_header=x-c=a\\ b
        """);
    assertEquals(List.of("x-a=one two", "x-b=#3", "x-c=a b"), fetch().getRemote().getHeadersList());
  }

  @Test
  void importsAreReadInTheirPlace() throws IOException {
    Files.createDirectory(cli.workspace.resolve("tools"));
    Files.writeString(cli.workspace.resolve("tools/a.rc"), "fetch --remote_cache=a\nimport b.rc\n");
    Files.writeString(cli.workspace.resolve("tools/b.rc"), "fetch --remote_instance_name=b\n");
    workspace(
        "import %workspace%/tools/a.rc\ntry-import %workspace%/none.rc\nfetch --disk_cache=/c\n");
    FetchRequest request = fetch();
    assertEquals("a", request.getRemote().getRemoteCache());
    assertEquals("b", request.getRemote().getInstanceName());
    assertEquals("/c", request.getRemote().getDiskCache());
  }

  @Test
  void importsThatGoRoundAreRefused() throws IOException {
    Path other = cli.workspace.resolve("other.rc");
    Files.writeString(other, "\nimport .bwobrc\n");
    workspace("import other.rc\n");
    refused(
        other
            + ":2: imports "
            + cli.workspace.resolve(".bwobrc")
            + ", which is being read: the imports go round.",
        "ls");
  }

  @Test
  void aMissingImportNamesFileAndLine() throws IOException {
    workspace("\nimport none.rc\n");
    refused(
        "%s:2: imports %s, which does not exist."
            .formatted(cli.workspace.resolve(".bwobrc"), cli.workspace.resolve("none.rc")),
        "ls");
  }

  @Test
  void mistakesNameFileAndLine() throws IOException {
    Path file = cli.workspace.resolve(".bwobrc");
    workspace("fetch --nonsense=1\n");
    refused(file + ":1: 'fetch' has no flag '--nonsense'.", "fetch", "//a");
    workspace("\nfetch //a\n");
    refused(file + ":2: '//a' is not a flag. Settings hold flags only.", "fetch", "//a");
    workspace("fetch --to\n");
    refused(file + ":1: '--to' needs a value.", "fetch", "//a");
    workspace("common --nonsense\n");
    refused(file + ":1: no verb has a flag '--nonsense'.", "fetch", "//a");
    workspace("fetch --to='x\n");
    refused(file + ":1: a quotation mark (') is not closed.", "ls");
    workspace("fetch:ci --to=x\n");
    refused(file + ":1: 'fetch:ci': named configurations are not supported.", "ls");
  }

  @Test
  void aValueThatCannotBeIsTracedToItsFile() throws IOException {
    workspace("common --max_idle_secs=soon\n");
    assertEquals(ExitCode.COMMAND_LINE, cli.run("ls"));
    assertTrue(cli.err().contains("'soon'"), cli.err());
    assertTrue(
        cli.err().contains("(set in " + cli.workspace.resolve(".bwobrc") + ":1)"), cli.err());
  }

  @Test
  void linesForUnknownVerbsAreWarnedOf() throws IOException {
    workspace("future --x\n");
    cli.daemon.answers(ListResponse.getDefaultInstance());
    assertEquals(ExitCode.OK, cli.run("ls"));
    assertTrue(cli.err().contains(".bwobrc:1: there is no verb 'future'"), cli.err());
  }

  @Test
  void filesCanBeLeftOutAndAdded() throws IOException {
    home("fetch --remote_cache=home\n");
    workspace("fetch --remote_instance_name=ws\n");
    Files.writeString(folder.resolve("ci.rc"), "fetch --disk_cache=/ci\n");
    FetchRequest request =
        fetch("--nohome_rc", "--noworkspace_rc", "--bwobrc=" + folder.resolve("ci.rc"));
    assertEquals("", request.getRemote().getRemoteCache());
    assertEquals("", request.getRemote().getInstanceName());
    assertEquals("/ci", request.getRemote().getDiskCache());
  }

  @Test
  void aFileNamedThatIsNotThereIsRefused() {
    refused(
        "The settings file " + cli.workspace.resolve("none.rc") + " does not exist.",
        "ls",
        "--bwobrc=none.rc");
  }

  @Test
  void brokenSettingsDoNotKeepTheDoctorAway() throws IOException {
    workspace("import none\n");
    cli.daemon.answers().answers(ProbeResponse.getDefaultInstance());
    assertEquals(ExitCode.LOCAL_ENVIRONMENT, cli.run("doctor"));
    assertTrue(cli.out().contains("PROBLEM  settings   "), cli.out());
    assertEquals(ExitCode.OK, cli.run("version"));
    assertEquals(ExitCode.OK, cli.run("help", "fetch"));
  }

  @Test
  void theDoctorHidesHeaders() throws IOException {
    workspace("fetch --remote_header=x-key=secret --remote_header x-key=secret\n");
    cli.daemon.answers().answers(ProbeResponse.getDefaultInstance());
    cli.run("doctor");
    assertTrue(cli.out().contains("--remote_header <hidden>  ("), cli.out());
    assertTrue(!cli.out().contains("secret"), cli.out());
  }
}
