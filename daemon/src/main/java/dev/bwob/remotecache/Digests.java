package dev.bwob.remotecache;

import build.bazel.remote.execution.v2.DigestFunction.Value;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;

/** Digests as the Remote Execution API writes them. */
final class Digests {
  private Digests() {}

  /**
   * A digest from a request.
   *
   * @param function the request's field; when it is unset, the hash's length tells
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT, saying what is wrong
   */
  static Digest fromProto(build.bazel.remote.execution.v2.Digest proto, int function) {
    return of(functionOf(function, proto.getHash()), proto.getHash(), proto.getSizeBytes());
  }

  /** As {@link #fromProto}, where the function is known. */
  static Digest fromProto(build.bazel.remote.execution.v2.Digest proto, DigestFunction function) {
    return of(function, proto.getHash(), proto.getSizeBytes());
  }

  static Digest of(DigestFunction function, String hash, long size) {
    try {
      return Digest.parse(function, hash, size);
    } catch (IllegalArgumentException e) {
      throw Refusals.invalid("A digest is malformed: " + e.getMessage());
    }
  }

  /** The function that a request names, or that its hash is of. */
  static DigestFunction functionOf(int number, String hash) {
    if (number == Value.UNKNOWN_VALUE) {
      return byLength(hash);
    }
    return DigestFunction.byNumber(number)
        .orElseThrow(
            () -> Refusals.invalid("bwob does not know digest function %d".formatted(number)));
  }

  static DigestFunction byLength(String hash) {
    return DigestFunction.byHexLength(hash.length())
        .orElseThrow(() ->
            Refusals.invalid(
                "No digest function has hashes of %d digits: '%s'".formatted(hash.length(), hash)));
  }

  static build.bazel.remote.execution.v2.Digest toProto(Digest digest) {
    return build.bazel.remote.execution.v2.Digest.newBuilder()
        .setHash(digest.hex())
        .setSizeBytes(digest.size())
        .build();
  }
}
