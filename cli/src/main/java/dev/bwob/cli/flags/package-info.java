/** The flags that verbs share, and Bazel's way of writing them. */
@NullMarked
package dev.bwob.cli.flags;

import org.jspecify.annotations.NullMarked;
