/** The gRPC services: protos to domain and back, one place for status codes. */
@NullMarked
package dev.bwob.rpc;

import org.jspecify.annotations.NullMarked;
