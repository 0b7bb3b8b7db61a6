/** What a build produced, as values: labels, outputs, named sets, targets, invocations. No I/O. */
@NullMarked
package dev.bwob.output;

import org.jspecify.annotations.NullMarked;
