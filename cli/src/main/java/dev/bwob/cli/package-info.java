/**
 * The command-line client: finds the verb, merges the rc files, runs it, maps failures to exit
 * codes.
 */
@NullMarked
package dev.bwob.cli;

import org.jspecify.annotations.NullMarked;
