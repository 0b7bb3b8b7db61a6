/**
 * The Build Event Service ({@code --bes_backend}): records builds while they run. What it says of
 * events is given to {@code ingest.bep}; here are the streams, their order and their
 * acknowledgements.
 */
@NullMarked
package dev.bwob.bes;

import org.jspecify.annotations.NullMarked;
