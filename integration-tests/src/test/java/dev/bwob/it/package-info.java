/**
 * Tests of the whole: a real Bazel, real servers, bwob as its users start it, and the rules of the
 * repository. Nothing here looks into the daemon's classes.
 */
@NullMarked
package dev.bwob.it;

import org.jspecify.annotations.NullMarked;
