/** Tests of the reader of build events. */
@NullMarked
package dev.bwob.ingest.bep;

import org.jspecify.annotations.NullMarked;
