/** Text, tables, progress and JSON lines for people and programs. */
@NullMarked
package dev.bwob.cli.console;

import org.jspecify.annotations.NullMarked;
