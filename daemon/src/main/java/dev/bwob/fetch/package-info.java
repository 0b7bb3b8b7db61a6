/**
 * From what a user asks for to verified bytes on disk: selector, plan, materializer. The only
 * writer to users' trees.
 */
@NullMarked
package dev.bwob.fetch;

import org.jspecify.annotations.NullMarked;
