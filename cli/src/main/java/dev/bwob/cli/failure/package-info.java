/** What can go wrong, as exit codes and sentences. */
@NullMarked
package dev.bwob.cli.failure;

import org.jspecify.annotations.NullMarked;
