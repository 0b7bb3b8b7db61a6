/**
 * The output index: what is at a path now, what an invocation produced. Interfaces only; no SQL.
 */
@NullMarked
package dev.bwob.index;

import org.jspecify.annotations.NullMarked;
