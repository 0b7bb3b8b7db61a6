/** The bwobd process: configuration, wiring, life cycle. */
@NullMarked
package dev.bwob.daemon;

import org.jspecify.annotations.NullMarked;
