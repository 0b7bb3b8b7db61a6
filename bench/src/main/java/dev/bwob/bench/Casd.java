package dev.bwob.bench;

import build.bazel.remote.execution.v2.Digest;
import build.buildgrid.FetchTreeRequest;
import build.buildgrid.LocalContentAddressableStorageGrpc;
import build.buildgrid.StageTreeRequest;
import build.buildgrid.StageTreeResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A buildbox-casd process: the server that has the blobs, or the peer that fetches them. */
final class Casd implements AutoCloseable {
  private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);

  private final Process process;
  private final int port;
  private final ManagedChannel channel;

  private Casd(Process process, int port) {
    this.process = process;
    this.port = port;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(16 << 20)
            .build();
  }

  /**
   * Starts a server with its cache in {@code folder}.
   *
   * @param upstreamPort the casd that it fetches from, or 0 for none
   */
  static Casd start(Path binary, Path folder, int upstreamPort)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.add("--bind=127.0.0.1:" + port);
    command.add("--quota-high=20G");
    if (upstreamPort != 0) {
      command.add("--cas-remote=http://127.0.0.1:" + upstreamPort);
    }
    command.add(folder.toAbsolutePath().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    awaitListening(port, process);
    return new Casd(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitListening(int port, Process process)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTS_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException notYet) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new IOException("buildbox-casd ended with " + process.exitValue(), notYet);
        }
      }
    }
    throw new IOException("buildbox-casd does not listen on port " + port);
  }

  int port() {
    return port;
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Fetches a tree from the upstream and puts it on disk; the time until it is there. */
  Staged fetchAndStage(Digest root, Path destination) throws InterruptedException {
    long start = System.nanoTime();
    LocalContentAddressableStorageGrpc.newBlockingStub(channel)
        .fetchTree(
            FetchTreeRequest.newBuilder().setRootDigest(root).setFetchFileBlobs(true).build());
    CompletableFuture<String> staged = new CompletableFuture<>();
    StreamObserver<StageTreeRequest> requests =
        LocalContentAddressableStorageGrpc.newStub(channel)
            .stageTree(
                new StreamObserver<>() {
                  @Override
                  public void onNext(StageTreeResponse response) {
                    staged.complete(response.getPath());
                  }

                  @Override
                  public void onError(Throwable cause) {
                    staged.completeExceptionally(cause);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(
        StageTreeRequest.newBuilder().setRootDigest(root).setPath(destination.toString()).build());
    staged.join();
    return new Staged(Duration.ofNanos(System.nanoTime() - start), requests);
  }

  /** A staged tree. It is taken away again when this is closed. */
  record Staged(Duration wall, StreamObserver<StageTreeRequest> requests) implements AutoCloseable {
    @Override
    public void close() {
      requests.onCompleted();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    process.destroy();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).join();
  }
}
