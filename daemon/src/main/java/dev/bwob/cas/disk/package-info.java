/** Blobs from Bazel's --disk_cache folder. */
@NullMarked
package dev.bwob.cas.disk;

import org.jspecify.annotations.NullMarked;
