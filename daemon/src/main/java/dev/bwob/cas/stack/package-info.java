/** Puts stores of blobs together: transport, retry, verification, fallback. */
@NullMarked
package dev.bwob.cas.stack;

import org.jspecify.annotations.NullMarked;
