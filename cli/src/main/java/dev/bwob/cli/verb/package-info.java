/** One class per verb, and the list of them. */
@NullMarked
package dev.bwob.cli.verb;

import org.jspecify.annotations.NullMarked;
