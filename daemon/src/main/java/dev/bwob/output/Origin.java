package dev.bwob.output;

/**
 * Who made an output, as far as the build told. An empty string is not known.
 *
 * @param label the target, such as {@code //pkg:name}
 * @param mnemonic the action's kind, such as {@code CppLink}
 * @param configuration the configuration's id as the build wrote it
 */
public record Origin(String label, String mnemonic, String configuration) {
  /** Nothing is known. */
  public static final Origin UNKNOWN = new Origin("", "", "");
}
