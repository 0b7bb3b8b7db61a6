package dev.bwob.it;

import java.nio.file.Path;
import java.util.List;

/**
 * BuildGrid: CAS, ByteStream, action cache (in memory) and capabilities over gRPC, API 2.0 on, so
 * that Bazel 4.2.3 can use it. Blobs are files and never evicted.
 */
final class BuildGridServer implements AutoCloseable {
  private final ServerProcess server;
  private final BlobFolder blobs;

  private BuildGridServer(ServerProcess server, BlobFolder blobs) {
    this.server = server;
    this.blobs = blobs;
  }

  /** Starts a server, empty unless the folder holds an earlier one's blobs. */
  static BuildGridServer start(Path folder) {
    Path python = RealComponent.BUILDGRID.program();
    int port = ServerProcess.freePort();
    Path store = folder.resolve("store");
    Path configuration = TestFiles.write(folder.resolve("bgd.yml"), configuration(port, store));
    // Not bgd itself: its first line names the folder where it was installed before it was renamed.
    ServerProcess server =
        ServerProcess.start(
            port,
            folder.resolve("bgd.log"),
            List.of(
                python.toString(),
                python.resolveSibling("bgd").toString(),
                "server",
                "start",
                configuration.toString()));
    return new BuildGridServer(server, BlobFolder.ofServer(store));
  }

  private static String configuration(int port, Path store) {
    return """
    server:
      - !channel
        address: 127.0.0.1:%d
        insecure-mode: true
    authorization:
      method: none
    monitoring:
      enabled: false
    instances:
      - name: ''
        storages:
          - !disk-storage &blobs
            path: '%s'
        caches:
          - !lru-action-cache &results
            storage: *blobs
            max-cached-refs: 100000
            allow-updates: true
        services:
          - !action-cache
            cache: *results
          - !cas
            storage: *blobs
          - !bytestream
            storage: *blobs
    thread-pool-size: 20
    """
        .formatted(port, store);
  }

  /** {@code host:port}, as it stands in {@code bytestream://} URIs. */
  String endpoint() {
    return "127.0.0.1:" + server.port();
  }

  /** Where the blobs lie, for a test that evicts or damages one. */
  BlobFolder blobs() {
    return blobs;
  }

  String log() {
    return server.log();
  }

  @Override
  public void close() {
    server.close();
  }
}
