/** Paths of outputs as values: exec paths and globs over them. No I/O. */
@NullMarked
package dev.bwob.path;

import org.jspecify.annotations.NullMarked;
