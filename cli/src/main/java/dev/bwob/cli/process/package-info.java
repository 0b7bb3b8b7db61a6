/**
 * What the client is given by the process it runs in: variables, folders, streams, terminal,
 * Ctrl-C.
 */
@NullMarked
package dev.bwob.cli.process;

import org.jspecify.annotations.NullMarked;
