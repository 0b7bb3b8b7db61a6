/** The build event service, as its clients see it. */
@NullMarked
package dev.bwob.bes;

import org.jspecify.annotations.NullMarked;
