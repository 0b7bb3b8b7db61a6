package dev.bwob.cli.console;

/** Value of {@code --color}, as Bazel's. Written in lower case. */
public enum ColorMode {
  auto,
  yes,
  no
}
