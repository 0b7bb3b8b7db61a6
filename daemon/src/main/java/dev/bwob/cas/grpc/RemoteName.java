package dev.bwob.cas.grpc;

import dev.bwob.digest.Digest;

/** How REAPI writes the names of blobs, for one instance. */
record RemoteName(String instanceName) {
  /** The name for ByteStream. The digest function is in it only where REAPI wants it there. */
  String resource(Digest digest, boolean zstd) {
    return (instanceName.isEmpty() ? "" : instanceName + "/")
        + (zstd ? "compressed-blobs/zstd/" : "blobs/")
        + digest;
  }

  static build.bazel.remote.execution.v2.Digest toProto(Digest digest) {
    return build.bazel.remote.execution.v2.Digest.newBuilder()
        .setHash(digest.hex())
        .setSizeBytes(digest.size())
        .build();
  }
}
