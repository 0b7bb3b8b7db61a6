/** Benchmarks: plain programs that print medians, and check that what they time is right. */
@NullMarked
package dev.bwob.bench;

import org.jspecify.annotations.NullMarked;
