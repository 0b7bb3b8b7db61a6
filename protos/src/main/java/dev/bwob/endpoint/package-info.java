/**
 * Where the daemon of a state folder listens: the one rule that the daemon and its clients share.
 */
@NullMarked
package dev.bwob.endpoint;

import org.jspecify.annotations.NullMarked;
