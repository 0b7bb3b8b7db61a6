package dev.bwob.cas.grpc;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import java.util.Arrays;

/** Compresses as bazel-remote does: a skippable frame first, then several frames. */
final class ZstdFrames {
  /** Magic 0x184D2A50, then the length of what to skip, both little-endian. */
  private static final byte[] SKIPPABLE = {0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 9, 9, 9, 9};

  private ZstdFrames() {}

  static ByteString of(byte[] bytes) {
    int half = bytes.length / 2;
    return ByteString.copyFrom(SKIPPABLE)
        .concat(ByteString.copyFrom(Zstd.compress(Arrays.copyOf(bytes, half))))
        .concat(ByteString.copyFrom(Zstd.compress(Arrays.copyOfRange(bytes, half, bytes.length))));
  }
}
