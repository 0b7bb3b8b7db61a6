package dev.bwob.cas.grpc;

import dev.bwob.cas.BlobStore;
import dev.bwob.cas.BlobStoreContract;
import dev.bwob.cas.source.Compression;
import dev.bwob.cas.source.SourceSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The store against each kind of server. */
final class GrpcBlobStoreContractTest {
  abstract static class AgainstServer extends BlobStoreContract {
    private final List<FakeRemoteCache> servers = new ArrayList<>();

    abstract ServerProfile profile();

    Compression compression() {
      return Compression.AUTO;
    }

    @Override
    protected BlobStore storeOf(List<byte[]> blobs) throws Exception {
      FakeRemoteCache server = FakeRemoteCache.start(profile(), "");
      servers.add(server);
      blobs.forEach(server::put);
      SourceSettings settings = SourceSettings.of(server.url());
      return GrpcBlobStore.connect(
          settings.withTransfer(
              settings.transfer().withCompression(compression(), /* threshold= */ 0)));
    }

    @AfterEach
    void stop() {
      servers.forEach(FakeRemoteCache::close);
    }
  }

  @Nested
  final class BuildGrid extends AgainstServer {
    @Override
    ServerProfile profile() {
      return ServerProfile.BUILDGRID;
    }
  }

  @Nested
  final class Casd extends AgainstServer {
    @Override
    ServerProfile profile() {
      return ServerProfile.CASD;
    }
  }

  @Nested
  final class BazelRemote extends AgainstServer {
    @Override
    ServerProfile profile() {
      return ServerProfile.BAZEL_REMOTE;
    }
  }

  @Nested
  final class BazelRemoteCompressed extends AgainstServer {
    @Override
    ServerProfile profile() {
      return ServerProfile.BAZEL_REMOTE;
    }

    @Override
    Compression compression() {
      return Compression.ON;
    }
  }
}
