package dev.bwob.cli.verb;

import dev.bwob.cli.demo.DemoCommand;
import dev.bwob.cli.doctor.DoctorCommand;
import dev.bwob.cli.failure.CliException;
import dev.bwob.cli.flags.FlagParser;
import dev.bwob.cli.session.VerbCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs. Only the one that runs is ever made: making all of them costs a tenth of a second. */
public enum Verb {
  FETCH("fetch", "Bring outputs to disk, verified"),
  LS("ls", "List outputs"),
  STAT("stat", "Tell what is known of outputs"),
  CAT("cat", "Write one output to standard output"),
  INGEST("ingest", "Record a build from its build event file"),
  BUILDS_LIST("builds list", "List the recorded builds"),
  BUILDS_SHOW("builds show", "Show one build and its targets"),
  BUILDS_FORGET("builds forget", "Forget a build"),
  DAEMON_START("daemon start", "Start the daemon"),
  DAEMON_STOP("daemon stop", "Stop the daemon"),
  DAEMON_STATUS("daemon status", "Tell whether the daemon runs"),
  DAEMON_RUN("daemon run", "Run the daemon in the foreground"),
  DOCTOR("doctor", "Look at this machine and say what to do next"),
  DEMO("demo", "Show a fetch from a recorded build"),
  COMPLETION("completion", "Print a completion script for bash or zsh"),
  VERSION("version", "Print the version"),
  HELP("help", "Tell how to use a verb");

  private final String words;
  private final String summary;

  Verb(String words, String summary) {
    this.words = words;
    this.summary = summary;
  }

  /** As it is typed: "fetch", "builds list". */
  public String words() {
    return words;
  }

  public String summary() {
    return summary;
  }

  /** A new command of this verb. */
  public VerbCommand command() {
    return switch (this) {
      case FETCH -> new FetchCommand();
      case LS -> new LsCommand();
      case STAT -> new StatCommand();
      case CAT -> new CatCommand();
      case INGEST -> new IngestCommand();
      case BUILDS_LIST -> new BuildsListCommand();
      case BUILDS_SHOW -> new BuildsShowCommand();
      case BUILDS_FORGET -> new BuildsForgetCommand();
      case DAEMON_START -> new DaemonStartCommand();
      case DAEMON_STOP -> new DaemonStopCommand();
      case DAEMON_STATUS -> new DaemonStatusCommand();
      case DAEMON_RUN -> new DaemonRunCommand();
      case DOCTOR -> new DoctorCommand();
      case DEMO -> new DemoCommand();
      case COMPLETION -> new CompletionCommand();
      case VERSION -> new VersionCommand();
      case HELP -> new HelpCommand();
    };
  }

  /** The first word, which names the verb in settings files. */
  public String section() {
    int space = words.indexOf(' ');
    return space < 0 ? words : words.substring(0, space);
  }

  /** Whether the section is that of other verbs too. */
  public boolean sharesSection() {
    return words.indexOf(' ') >= 0;
  }

  /** Whether settings files hold flags for it. The others must run when those are broken. */
  public boolean hasSettings() {
    return this != COMPLETION && this != VERSION && this != HELP;
  }

  /** Whether a settings file may have lines for that verb. */
  public static boolean isSection(String word) {
    return Arrays.stream(values()).anyMatch(verb -> verb.section().equals(word));
  }

  /**
   * A verb and what follows it.
   *
   * @param rest the words after the verb's own
   */
  public record Match(Verb verb, List<String> rest) {}

  /**
   * Finds the verb that the words begin with. "builds" alone is "builds list".
   *
   * @param typed at least one word
   */
  public static Match find(List<String> typed) throws CliException {
    String first = typed.getFirst();
    List<Verb> candidates = Arrays.stream(values()).filter(v -> v.section().equals(first)).toList();
    if (candidates.isEmpty()) {
      throw CliException.commandLine(
          "There is no verb '%s'. `bwob help` lists them.".formatted(first));
    }
    if (!candidates.getFirst().sharesSection()) {
      return new Match(candidates.getFirst(), typed.subList(1, typed.size()));
    }
    String second = typed.size() > 1 ? typed.get(1) : "";
    for (Verb verb : candidates) {
      if (verb.words.equals(first + " " + second)) {
        return new Match(verb, typed.subList(2, typed.size()));
      }
    }
    if (first.equals("builds") && (second.isEmpty() || second.startsWith("-"))) {
      return new Match(BUILDS_LIST, typed.subList(1, typed.size()));
    }
    throw CliException.commandLine(
        "'bwob %s' is followed by one of: %s."
            .formatted(
                first,
                String.join(
                    ", ",
                    candidates.stream().map(v -> v.words.substring(first.length() + 1)).toList())));
  }

  /** All verbs as picocli sees commands and subcommands. */
  static CommandLine tree() {
    CommandLine root = FlagParser.commandLine("bwob", new Group());
    Map<String, CommandLine> groups = new LinkedHashMap<>();
    for (Verb verb : values()) {
      List<String> path = new ArrayList<>(List.of(verb.words.split(" ")));
      CommandLine line = FlagParser.commandLine(path.getLast(), verb.command());
      if (path.size() == 1) {
        root.addSubcommand(path.getFirst(), line);
      } else {
        groups
            .computeIfAbsent(path.getFirst(), name -> FlagParser.commandLine(name, new Group()))
            .addSubcommand(path.getLast(), line);
      }
    }
    groups.forEach(root::addSubcommand);
    return root;
  }

  @Command
  private static final class Group {}
}
