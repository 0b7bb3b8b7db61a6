/** Names of blobs: digests, the functions that make them, and hashing. No I/O. */
@NullMarked
package dev.bwob.digest;

import org.jspecify.annotations.NullMarked;
