package dev.bwob.cli.doctor;

import dev.bwob.cli.rc.RcLine;
import dev.bwob.cli.rc.Settings;
import dev.bwob.cli.session.Session;
import java.nio.file.Path;

/** Which settings files are read, and what stands in them. */
final class SettingsCheck {
  private SettingsCheck() {}

  static void run(Session session, Findings findings) {
    Settings settings = session.settings();
    if (settings.problem().isPresent()) {
      findings.problem("settings", settings.problem().get());
      return;
    }
    if (settings.files().isEmpty()) {
      findings.ok("settings", "no " + Settings.FILE_NAME + " in the workspace or the home folder");
    }
    for (Path file : settings.files()) {
      findings.ok("settings", file.toString());
    }
    for (RcLine line : settings.lines()) {
      findings.ok("setting", "%s %s  (%s)".formatted(line.section(), hidden(line), line.origin()));
    }
  }

  /** The words, without the values of headers: what the doctor prints gets pasted into reports. */
  private static String hidden(RcLine line) {
    StringBuilder text = new StringBuilder();
    boolean secretFollows = false;
    for (String word : line.words()) {
      if (!text.isEmpty()) {
        text.append(' ');
      }
      if (secretFollows) {
        text.append("<hidden>");
      } else if (word.startsWith("--remote_header=")) {
        text.append("--remote_header=<hidden>");
      } else {
        text.append(word);
      }
      secretFollows = word.equals("--remote_header");
    }
    return text.toString();
  }
}
