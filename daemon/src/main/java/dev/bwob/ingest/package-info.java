/** Readers of what builds write, each feeding a recorder. No CAS traffic. */
@NullMarked
package dev.bwob.ingest;

import org.jspecify.annotations.NullMarked;
