package dev.bwob.cli.rc;

/**
 * One word for the command line that a settings file brought.
 *
 * @param text such as "--output_groups=+debug", or a value that stands apart from its flag
 */
public record RcArgument(String text, RcOrigin origin) {}
