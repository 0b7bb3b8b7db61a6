package dev.bwob.cas.grpc;

import build.bazel.remote.execution.v2.CacheCapabilities;
import build.bazel.remote.execution.v2.Compressor;
import build.bazel.remote.execution.v2.ServerCapabilities;
import build.bazel.semver.SemVer;
import dev.bwob.cas.SourceRefusedException;
import dev.bwob.digest.DigestFunction;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a server says it can do: the part of REAPI's {@code ServerCapabilities} that reading needs.
 *
 * @param apiVersions from the lowest to the highest, for people
 * @param digestFunctions those that bwob knows; empty when the server names none
 * @param batchLimit the sum of sizes a batch may have, in bytes; never over what servers in fact
 *     accept, whatever this one says
 * @param zstd whether blobs can be had compressed
 */
public record ServerOffer(
    String apiVersions, Set<DigestFunction> digestFunctions, long batchLimit, boolean zstd) {
  /**
   * gRPC's usual limit of 4 MiB for a message, less 64 KiB for what is around the bytes. Servers
   * that name no limit still refuse more: buildbox-casd refuses sums over exactly this.
   */
  static final long MAX_BATCH = 4 * 1024 * 1024 - 64 * 1024;

  /** What can be assumed of a server that does not answer the question. */
  static final ServerOffer UNKNOWN =
      new ServerOffer("of an unknown version", Set.of(), MAX_BATCH, /* zstd= */ false);

  public ServerOffer {
    digestFunctions = Set.copyOf(digestFunctions);
  }

  static ServerOffer of(ServerCapabilities capabilities) {
    CacheCapabilities cache = capabilities.getCacheCapabilities();
    Set<DigestFunction> functions = EnumSet.noneOf(DigestFunction.class);
    for (int number : cache.getDigestFunctionsValueList()) {
      DigestFunction.byNumber(number).ifPresent(functions::add);
    }
    long limit = cache.getMaxBatchTotalSizeBytes();
    return new ServerOffer(
        version(capabilities.getLowApiVersion())
            + " to "
            + version(capabilities.getHighApiVersion()),
        functions,
        limit <= 0 ? MAX_BATCH : Math.min(limit, MAX_BATCH),
        cache.getSupportedCompressorsValueList().contains(Compressor.Value.ZSTD_VALUE));
  }

  /** Refuses a digest function that the server has said it does not serve. */
  void require(DigestFunction function, String source) throws SourceRefusedException {
    if (!digestFunctions.isEmpty() && !digestFunctions.contains(function)) {
      throw new SourceRefusedException(
          "%s does not serve %s digests, only %s: look at the digest function of the build."
              .formatted(source, function, digestFunctions));
    }
  }

  /** The offer in words. */
  public String inWords() {
    return "Remote Execution API %s; digest functions %s; batches of up to %d bytes; %s"
        .formatted(
            apiVersions,
            digestFunctions.isEmpty() ? "not named" : digestFunctions,
            batchLimit,
            zstd ? "zstd" : "no compression");
  }

  private static String version(SemVer version) {
    return version.getMajor() + "." + version.getMinor();
  }
}
