/** What every verb runs with, and what a verb is. */
@NullMarked
package dev.bwob.cli.session;

import org.jspecify.annotations.NullMarked;
