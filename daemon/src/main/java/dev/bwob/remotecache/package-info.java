/**
 * bwob as the remote cache of a build: the cache services of the Remote Execution API over the
 * local store, and what is learnt from the action results that pass.
 */
@NullMarked
package dev.bwob.remotecache;

import org.jspecify.annotations.NullMarked;
