/** The way to the daemon: finding, starting and calling it. */
@NullMarked
package dev.bwob.cli.connection;

import org.jspecify.annotations.NullMarked;
