package dev.bwob.cas.grpc;

import io.grpc.Status;

/**
 * How one kind of real server behaves where they differ, as seen on the wire.
 *
 * @param lowMinor lowest API version 2.x
 * @param highMinor highest API version 2.x
 * @param namedBatchLimit {@code max_batch_total_size_bytes} in its capabilities
 * @param trueBatchLimit sums of sizes above it are refused; 0 for none
 * @param answersOnce whether a digest asked for twice in a batch is answered once
 * @param readAtEnd what a Read at offset = size gets
 * @param readLimit what a Read with a limit gets
 * @param largestMessage of a Read, in bytes
 * @param knowsInstances whether another instance name is refused
 * @param zstd whether it compresses
 * @param sizes what it does when the size asked for is not the blob's
 */
record ServerProfile(
    int lowMinor,
    int highMinor,
    long namedBatchLimit,
    long trueBatchLimit,
    boolean answersOnce,
    Status.Code readAtEnd,
    Status.Code readLimit,
    int largestMessage,
    boolean knowsInstances,
    boolean zstd,
    Sizes sizes) {
  enum Sizes {
    BUILDGRID,
    CASD,
    STRICT
  }

  /** BuildGrid 0.4.4 with a disk storage. */
  static final ServerProfile BUILDGRID =
      new ServerProfile(
          0,
          2,
          4_193_280,
          4_193_280,
          true,
          Status.Code.OK,
          Status.Code.DATA_LOSS,
          1024 * 1024,
          true,
          false,
          Sizes.BUILDGRID);

  /** buildbox-casd 1.4.25. */
  static final ServerProfile CASD =
      new ServerProfile(
          1,
          12,
          0,
          4_128_768,
          false,
          Status.Code.OK,
          Status.Code.OK,
          2 * 1024 * 1024,
          true,
          false,
          Sizes.CASD);

  /** bazel-remote 2.6.2. */
  static final ServerProfile BAZEL_REMOTE =
      new ServerProfile(
          0,
          3,
          0,
          0,
          false,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.OUT_OF_RANGE,
          64 * 1024,
          false,
          true,
          Sizes.STRICT);
}
