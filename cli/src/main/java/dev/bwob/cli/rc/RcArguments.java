package dev.bwob.cli.rc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds what the settings say for one verb. Lines for all verbs ("always", "common") come before
 * the verb's own, so that the more special one wins, as in Bazel.
 */
public final class RcArguments {
  /** What the verb makes of a flag. */
  public enum Flag {
    /** The verb has no such flag. */
    UNKNOWN,
    /** It stands alone. */
    ALONE,
    /** It has a value. */
    WITH_VALUE
  }

  /** The flags of a verb. */
  public interface Flags {
    /**
     * Tells of the flag with that name ("--name").
     *
     * @param ofAnyVerb asks about all verbs together
     */
    Flag find(String name, boolean ofAnyVerb);
  }

  private final Flags flags;
  private final Predicate<String> isVerb;
  private final List<RcArgument> arguments = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param isVerb whether a section is a verb's
   */
  public RcArguments(Flags flags, Predicate<String> isVerb) {
    this.flags = flags;
    this.isVerb = isVerb;
  }

  /**
   * Adds what the settings say for the verb.
   *
   * @param oneOfSeveral the section is that of several verbs ("builds list", "builds show"): flags
   *     of the others are passed over
   */
  public void collect(Settings settings, String verb, boolean oneOfSeveral) throws RcException {
    for (RcLine line : settings.lines()) {
      if (line.section().equals("always") || line.section().equals("common")) {
        add(line, line.section().equals("common"));
      } else if (!isVerb.test(line.section())) {
        warnings.add(
            "%s: there is no verb '%s'; the line is ignored."
                .formatted(line.origin(), line.section()));
      }
    }
    for (RcLine line : settings.lines()) {
      if (line.section().equals(verb)) {
        add(line, oneOfSeveral);
      }
    }
  }

  public List<RcArgument> arguments() {
    return List.copyOf(arguments);
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void add(RcLine line, boolean ifKnown) throws RcException {
    for (int i = 0; i < line.words().size(); i++) {
      String word = line.words().get(i);
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      if (!word.startsWith("--") || word.equals("--")) {
        throw new RcException(
            line.origin(), "'%s' is not a flag. Settings hold flags only.".formatted(word));
      }
      Flag flag = flags.find(name, /* ofAnyVerb= */ false);
      boolean skip = flag == Flag.UNKNOWN && ifKnown;
      Flag shape = skip ? flags.find(name, /* ofAnyVerb= */ true) : flag;
      if (shape == Flag.UNKNOWN) {
        throw new RcException(
            line.origin(),
            ifKnown
                ? "no verb has a flag '%s'.".formatted(name)
                : "'%s' has no flag '%s'.".formatted(line.section(), name));
      }
      Optional<String> value = Optional.empty();
      if (shape == Flag.WITH_VALUE && equals < 0) {
        if (i + 1 == line.words().size()) {
          throw new RcException(line.origin(), "'%s' needs a value.".formatted(name));
        }
        value = Optional.of(line.words().get(++i));
      }
      if (!skip) {
        arguments.add(new RcArgument(value.map(v -> name + "=" + v).orElse(word), line.origin()));
      }
    }
  }
}
