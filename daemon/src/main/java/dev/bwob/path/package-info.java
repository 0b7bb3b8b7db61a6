/**
 * Paths of outputs as values: exec paths, globs over them, and how links lead from one to another.
 * No I/O.
 */
@NullMarked
package dev.bwob.path;

import org.jspecify.annotations.NullMarked;
