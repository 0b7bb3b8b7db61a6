package dev.bwob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bwob.cli.failure.ExitCode;
import dev.bwob.cli.verb.Verb;
import dev.bwob.endpoint.BwobVersion;
import dev.bwob.v1.ListResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CliTest {
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

  @Test
  void withoutAVerbTheVerbsAreListed() {
    assertEquals(ExitCode.OK, cli.run());
    assertTrue(cli.out().contains("\n  builds forget  Forget a build\n"), cli.out());
  }

  @Test
  void theVersionHasAFlagAndAVerb() {
    assertEquals(ExitCode.OK, cli.run("--version"));
    assertEquals("bwob " + BwobVersion.current() + "\n", cli.out());
    assertEquals(ExitCode.OK, cli.run("version", "--output=json"));
    assertEquals(
        "{\"kind\":\"version\",\"version\":\"" + BwobVersion.current() + "\"}\n", cli.out());
    assertTrue(BwobVersion.current().matches("[0-9]+\\..*"));
  }

  @Test
  void unknownVerbsAndFlagsAreRefused() {
    assertEquals(ExitCode.COMMAND_LINE, cli.run("fecth"));
    assertEquals("bwob: There is no verb 'fecth'. `bwob help` lists them.\n", cli.err());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("daemon", "dance"));
    assertEquals(
        "bwob: 'bwob daemon' is followed by one of: start, stop, status, run.\n", cli.err());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("ls", "--bogus"));
    assertEquals("bwob: Unknown option: '--bogus'. `bwob help ls` lists its flags.\n", cli.err());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("ls", "--regex=perhaps"));
    assertEquals("bwob: --regex is yes or no, not 'perhaps'.\n", cli.err());
    assertEquals(ExitCode.COMMAND_LINE, cli.run("ls", "--output=xml"));
    assertTrue(cli.err().contains("--output"), cli.err());
  }

  @Test
  void flagsMayStandBeforeTheVerb() {
    cli.daemon.answers(ListResponse.getDefaultInstance());
    assertEquals(ExitCode.OK, cli.run("--socket=" + cli.socket(), "ls"), cli.err());
  }

  @ParameterizedTest
  @EnumSource(Verb.class)
  void everyVerbHasHelp(Verb verb) {
    String[] line = (verb.words() + " --help").split(" ");
    assertEquals(ExitCode.OK, cli.run(line), cli.err());
    assertTrue(cli.out().startsWith("Usage: bwob " + verb.words()), cli.out());
    assertTrue(cli.out().contains("--[no]home_rc"), cli.out());
  }

  @Test
  void completionKnowsVerbsAndFlags() {
    assertEquals(ExitCode.OK, cli.run("completion"));
    assertTrue(cli.out().contains("--output_groups"), "a flag");
    assertTrue(cli.out().contains("forget"), "a verb");
    assertEquals(ExitCode.OK, cli.run("completion", "zsh"));
    assertTrue(cli.out().startsWith("autoload -U +X bashcompinit && bashcompinit\n"));
    assertEquals(ExitCode.COMMAND_LINE, cli.run("completion", "fish"));
  }

  @Test
  void noColourIsWrittenIntoAPipe() {
    assertEquals(ExitCode.OK, cli.run("daemon", "status"));
    assertTrue(cli.out().indexOf('\u001b') < 0);
  }
}
