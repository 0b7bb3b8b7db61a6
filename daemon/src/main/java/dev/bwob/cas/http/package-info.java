/** Blobs from Bazel's HTTP cache protocol. */
@NullMarked
package dev.bwob.cas.http;

import org.jspecify.annotations.NullMarked;
