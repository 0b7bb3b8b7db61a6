/** Tests of readers, and a recorder that remembers. */
@NullMarked
package dev.bwob.ingest;

import org.jspecify.annotations.NullMarked;
