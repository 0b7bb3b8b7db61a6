/**
 * Content-addressable stores: blobs by digest, and the policies (retry, verify, fallback) around a
 * source of them. Knows no transport.
 */
@NullMarked
package dev.bwob.cas;

import org.jspecify.annotations.NullMarked;
