/** Blobs from a server of the Remote Execution API. */
@NullMarked
package dev.bwob.cas.grpc;

import org.jspecify.annotations.NullMarked;
