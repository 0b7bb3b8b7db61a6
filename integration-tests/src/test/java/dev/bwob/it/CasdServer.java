package dev.bwob.it;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * buildbox-casd: CAS, ByteStream, action cache, capabilities and LocalCAS over gRPC. API 2.1 to
 * 2.12, which Bazel 4.2.3 refuses: a test fills it by {@link CasConnection#putAll}.
 */
final class CasdServer implements AutoCloseable {
  private final ServerProcess server;
  private final BlobFolder blobs;

  private CasdServer(ServerProcess server, BlobFolder blobs) {
    this.server = server;
    this.blobs = blobs;
  }

  /**
   * Starts a server, empty unless the folder holds an earlier one's blobs.
   *
   * @param flags more of its own, for example {@code --digest-function=SHA1}
   */
  static CasdServer start(Path folder, String... flags) {
    int port = ServerProcess.freePort();
    Path store = TestFiles.createFolder(folder.resolve("store")).toAbsolutePath();
    List<String> command = new ArrayList<>();
    command.add(RealComponent.CASD.program().toString());
    command.add("--bind=127.0.0.1:" + port);
    command.add("--quota-high=2G");
    command.addAll(List.of(flags));
    command.add(store.toString());
    return new CasdServer(
        ServerProcess.start(port, folder.resolve("casd.log"), command), BlobFolder.ofServer(store));
  }

  /** {@code host:port}. */
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
