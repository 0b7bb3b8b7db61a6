/**
 * bwob's own store on disk: blobs by digest, and small records by key, of bounded size, the least
 * recently used first out.
 */
@NullMarked
package dev.bwob.cas.local;

import org.jspecify.annotations.NullMarked;
