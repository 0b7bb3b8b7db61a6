package dev.bwob.cas.source;

import dev.bwob.cas.RetryPolicy;
import java.time.Duration;

/**
 * How to ask a source.
 *
 * @param connections TCP connections to spread calls over
 * @param parallelism calls of one kind in flight at a time: so many batches of up to 4 MiB each, so
 *     many streams
 * @param compression whether to ask for zstd
 * @param compressionThreshold the smallest blob, in bytes, for which a compressed stream is asked
 * @param callTimeout for one short call, such as a batch
 * @param idleTimeout how long a stream may go without a byte; a stream's whole time is not limited
 * @param retry after unavailability
 */
public record TransferSettings(
    int connections,
    int parallelism,
    Compression compression,
    long compressionThreshold,
    Duration callTimeout,
    Duration idleTimeout,
    RetryPolicy retry) {
  private static final int PARALLELISM = 16;
  private static final long COMPRESSION_THRESHOLD = 64 * 1024;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  public TransferSettings {
    if (connections < 1 || connections > 100) {
      throw new IllegalArgumentException(
          "The number of connections must be 1 to 100, not " + connections + ".");
    }
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "The number of calls in flight must be at least 1, not " + parallelism + ".");
    }
    if (!callTimeout.isPositive() || !idleTimeout.isPositive()) {
      throw new IllegalArgumentException("Timeouts must be longer than nothing.");
    }
  }

  /** What is right for most; one connection to this machine itself, four to others. */
  public static TransferSettings defaultsFor(SourceAddress address) {
    return new TransferSettings(
        address.isLocal() ? 1 : 4,
        PARALLELISM,
        Compression.AUTO,
        COMPRESSION_THRESHOLD,
        TIMEOUT,
        TIMEOUT,
        RetryPolicy.DEFAULT);
  }

  public TransferSettings withConnections(int number) {
    return new TransferSettings(
        number, parallelism, compression, compressionThreshold, callTimeout, idleTimeout, retry);
  }

  public TransferSettings withParallelism(int calls) {
    return new TransferSettings(
        connections, calls, compression, compressionThreshold, callTimeout, idleTimeout, retry);
  }

  /** Sets whether, and from which blob size on, to ask for zstd. */
  public TransferSettings withCompression(Compression mode, long threshold) {
    return new TransferSettings(
        connections, parallelism, mode, threshold, callTimeout, idleTimeout, retry);
  }

  /** Sets the time for a short call, and for a stream without bytes. */
  public TransferSettings withTimeouts(Duration call, Duration idle) {
    return new TransferSettings(
        connections, parallelism, compression, compressionThreshold, call, idle, retry);
  }

  public TransferSettings withRetry(RetryPolicy policy) {
    return new TransferSettings(
        connections,
        parallelism,
        compression,
        compressionThreshold,
        callTimeout,
        idleTimeout,
        policy);
  }
}
