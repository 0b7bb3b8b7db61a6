package dev.bwob.ingest.bep;

import com.google.devtools.build.lib.buildeventstream.OptionsParsed;
import com.google.devtools.build.lib.commandline.CommandLine;
import com.google.devtools.build.lib.commandline.CommandLineSection;
import com.google.devtools.build.lib.commandline.Option;
import dev.bwob.output.RemoteSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks the flags that say where a build kept its bytes out of its command line. All others are
 * passed over: headers may be secrets.
 *
 * <p>The canonical command line is believed first, then {@code options_parsed}.
 */
final class RemoteFlags {
  private static final Set<String> WANTED =
      Set.of(
          "remote_cache",
          "remote_executor",
          "remote_instance_name",
          "disk_cache",
          "digest_function",
          "remote_bytestream_uri_prefix");

  /** How Bazel before 6 was told its digest function: {@code --host_jvm_args=-Dbazel....=SHA1}. */
  private static final String DIGEST_PROPERTY = "-Dbazel.DigestFunction=";

  private static final String CANONICAL = "canonical";

  private final Map<String, String> parsed = new HashMap<>();
  private final Map<String, String> canonical = new HashMap<>();

  void read(OptionsParsed options) {
    readWords(options.getStartupOptionsList());
    readWords(options.getCmdLineList());
  }

  private void readWords(List<String> words) {
    for (String word : words) {
      int equals = word.indexOf('=');
      if (word.startsWith("--") && equals > 0) {
        keep(parsed, word.substring(2, equals), word.substring(equals + 1));
      }
    }
  }

  /** Takes the canonical command line; others are left out. */
  void read(CommandLine commandLine) {
    if (!commandLine.getCommandLineLabel().equals(CANONICAL)) {
      return;
    }
    for (CommandLineSection section : commandLine.getSectionsList()) {
      for (Option option : section.getOptionList().getOptionList()) {
        keep(canonical, option.getOptionName(), option.getOptionValue());
      }
    }
  }

  private static void keep(Map<String, String> flags, String name, String value) {
    if (WANTED.contains(name)) {
      flags.put(name, value);
    } else if (name.equals("host_jvm_args") && value.startsWith(DIGEST_PROPERTY)) {
      flags.putIfAbsent("digest_function", value.substring(DIGEST_PROPERTY.length()));
    }
  }

  /** What is known so far. */
  RemoteSettings settings() {
    String cache = value("remote_cache");
    return new RemoteSettings(
        cache.isEmpty() ? value("remote_executor") : cache,
        value("remote_instance_name"),
        value("disk_cache"),
        value("digest_function"),
        value("remote_bytestream_uri_prefix"));
  }

  private String value(String name) {
    String value = canonical.get(name);
    return value == null ? parsed.getOrDefault(name, "") : value;
  }
}
