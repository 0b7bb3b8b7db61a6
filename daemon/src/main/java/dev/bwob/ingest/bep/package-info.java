/** Reads the Build Event Protocol: binary and JSON, whole, cut or still growing. */
@NullMarked
package dev.bwob.ingest.bep;

import org.jspecify.annotations.NullMarked;
