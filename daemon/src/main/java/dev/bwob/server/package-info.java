/** What gRPC services of blocking code stand on: a thread for each call, and flow control. */
@NullMarked
package dev.bwob.server;

import org.jspecify.annotations.NullMarked;
