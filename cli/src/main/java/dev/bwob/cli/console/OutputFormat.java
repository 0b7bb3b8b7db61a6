package dev.bwob.cli.console;

/** Value of {@code --output}. Written in lower case. */
public enum OutputFormat {
  text,
  json
}
