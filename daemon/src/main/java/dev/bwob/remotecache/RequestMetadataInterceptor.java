package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.RequestMetadata;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/**
 * Reads the header {@code build.bazel.remote.execution.v2.requestmetadata-bin}. A malformed one is
 * as good as none.
 */
final class RequestMetadataInterceptor implements ServerInterceptor {
  private static final Metadata.Key<byte[]> HEADER =
      Metadata.Key.of(
          RequestMetadata.getDescriptor().getFullName() + Metadata.BINARY_HEADER_SUFFIX,
          Metadata.BINARY_BYTE_MARSHALLER);

  private static final Context.Key<RequestMetadata> CURRENT =
      Context.keyWithDefault("bwob-request-metadata", RequestMetadata.getDefaultInstance());

  /** The header of the call that this thread works for. */
  static RequestMetadata current() {
    return CURRENT.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    byte[] header = headers.get(HEADER);
    if (header == null) {
      return next.startCall(call, headers);
    }
    RequestMetadata metadata;
    try {
      metadata = RequestMetadata.parseFrom(header);
    } catch (InvalidProtocolBufferException e) {
      return next.startCall(call, headers);
    }
    return Contexts.interceptCall(
        Context.current().withValue(CURRENT, metadata), call, headers, next);
  }
}
