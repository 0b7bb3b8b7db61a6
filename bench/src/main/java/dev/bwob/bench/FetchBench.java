package dev.bwob.bench;

import com.google.common.collect.Lists;
import dev.bwob.digest.DigestFunction;
import dev.bwob.endpoint.DaemonEndpoint;
import dev.bwob.v1.BuildsGrpc;
import dev.bwob.v1.Digest;
import dev.bwob.v1.Invocation;
import dev.bwob.v1.Output;
import dev.bwob.v1.RecordRequest;
import dev.bwob.v1.RecordResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Fetches a workload from one buildbox-casd server in three ways, in turn, several rounds: by
 * {@code bwob fetch} (wall of the command, daemon warm), by a second buildbox-casd with an empty
 * cache (FetchTree and StageTree), and as the machine's limit by a copy from the page cache and a
 * {@code sha256sum} of it on all cores. Every result is checked against the digests, outside the
 * time.
 *
 * <p>Run by {@code bench/run fetch}.
 */
public final class FetchBench {
  private static final String PREFIX = "bazel-out/k8-fastbuild/bin/load";

  private final Path folder;
  private final Path bwob;
  private final Path casdBinary;

  private FetchBench(Path folder, Path bwob, Path casdBinary) {
    this.folder = folder;
    this.bwob = bwob;
    this.casdBinary = casdBinary;
  }

  /**
   * Runs workloads.
   *
   * @param args launcher, casd binary, empty folder, rounds, workload names
   */
  public static void main(String[] args) throws Exception {
    FetchBench bench = new FetchBench(Path.of(args[2]), Path.of(args[0]), Path.of(args[1]));
    int rounds = Integer.parseInt(args[3]);
    for (String name : List.of(args).subList(4, args.length)) {
      bench.run(Workload.byName(name), rounds);
    }
  }

  private void run(Workload workload, int rounds) throws Exception {
    Path work = Files.createDirectories(folder.resolve(workload.name()));
    try (Casd server = Casd.start(casdBinary, work.resolve("server"), /* upstreamPort= */ 0)) {
      Workload.Stored stored = workload.store(server.channel(), work.resolve("source"));
      Path workspace = Files.createDirectories(work.resolve("workspace"));
      Files.createFile(workspace.resolve("WORKSPACE"));
      Path state = work.resolve("state");
      bwob(workspace, state, "daemon", "start");
      try {
        record(workload, stored, server, workspace, state);
        bwob(workspace, state, "stat", PREFIX + "/" + stored.entries().getFirst().path());
        measure(workload, rounds, work, server, stored);
      } finally {
        bwob(workspace, state, "daemon", "stop");
      }
    }
  }

  private void measure(
      Workload workload, int rounds, Path work, Casd server, Workload.Stored stored)
      throws Exception {
    List<Double> limits = new ArrayList<>();
    List<Double> peers = new ArrayList<>();
    List<Double> ours = new ArrayList<>();
    Path workspace = work.resolve("workspace");
    // One round more than asked: the first warms caches and compilers, and is not counted.
    for (int round = 0; round <= rounds; round++) {
      Path copied = work.resolve("limit" + round);
      double limit = limit(work.resolve("source"), copied);
      Path staged = work.resolve("casd" + round);
      double peer;
      try (Casd casd = Casd.start(casdBinary, work.resolve("cache" + round), server.port());
          Casd.Staged tree = casd.fetchAndStage(stored.root(), staged)) {
        peer = seconds(tree.wall());
        check(stored, staged);
      }
      Path fetched = work.resolve("bwob" + round);
      double our =
          bwob(workspace, work.resolve("state"), "fetch", "--to=" + fetched, PREFIX + "/**");
      check(stored, fetched.resolve(PREFIX));
      if (round > 0) {
        limits.add(limit);
        peers.add(peer);
        ours.add(our);
      }
      if (workload.size() > (1 << 20)) {
        // Big files would fill the disk. Many small ones stay: deleting them would slow the next
        // round.
        delete(copied);
        delete(fetched);
        delete(work.resolve("cache" + round));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "workload %s: %d files of %d bytes, %d rounds, results equal%n",
        workload.name(),
        workload.files(),
        workload.size(),
        rounds);
    print("bwob fetch (command, daemon warm)", ours);
    print("buildbox-casd FetchTree + StageTree", peers);
    print("copy + sha256sum", limits);
    System.out.printf(
        Locale.ROOT,
        "  ratio bwob/casd %.2f (by pairs: %.2f), bwob/limit %.2f%n",
        median(ours) / median(peers),
        medianRatio(ours, peers),
        median(ours) / median(limits));
  }

  private static void print(String what, List<Double> seconds) {
    System.out.printf(
        Locale.ROOT,
        "  %-36s median %.3f s  min %.3f  max %.3f%n",
        what,
        median(seconds),
        Collections.min(seconds),
        Collections.max(seconds));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double medianRatio(List<Double> a, List<Double> b) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      ratios.add(a.get(i) / b.get(i));
    }
    return median(ratios);
  }

  private double bwob(Path workspace, Path state, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = Lists.newArrayList(bwob.toString(), arguments[0]);
    command.addAll(List.of(arguments).subList(1, arguments.length));
    command.add("--state_dir=" + state);
    return time(workspace, command);
  }

  private static double limit(Path source, Path destination)
      throws IOException, InterruptedException {
    return time(
        source,
        List.of(
            "sh",
            "-c",
            "cp -r . '%s' && find '%s' -type f -print0 | xargs -0 -P$(nproc) -n$((%d)) sha256sum"
                .formatted(destination, destination, 500)));
  }

  private static double time(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("bwob-bench", ".log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int exit = process.waitFor();
    double wall = seconds(Duration.ofNanos(System.nanoTime() - start));
    if (exit != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + exit + ": " + Files.readString(log));
    }
    Files.delete(log);
    return wall;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static void check(Workload.Stored stored, Path root) throws IOException {
    for (Workload.Entry entry : stored.entries()) {
      try (FileChannel channel = FileChannel.open(root.resolve(entry.path()))) {
        var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        if (!dev.bwob.digest.Digest.ofBytes(DigestFunction.SHA256, bytes).equals(entry.digest())) {
          throw new IllegalStateException("wrong bytes: " + root.resolve(entry.path()));
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void record(
      Workload workload, Workload.Stored stored, Casd server, Path workspace, Path state)
      throws Exception {
    DaemonEndpoint endpoint =
        DaemonEndpoint.resolve(System.getenv(), Optional.of(state), Optional.empty());
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(endpoint.socket()))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(group)
            .usePlaintext()
            .build();
    try {
      CompletableFuture<RecordResponse> done = new CompletableFuture<>();
      StreamObserver<RecordRequest> requests =
          BuildsGrpc.newStub(channel)
              .record(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(RecordResponse response) {
                      done.complete(response);
                    }

                    @Override
                    public void onError(Throwable cause) {
                      done.completeExceptionally(cause);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      requests.onNext(
          RecordRequest.newBuilder()
              .setHeader(
                  Invocation.newBuilder()
                      .setId("bench-" + workload.name())
                      .setWorkspaceDirectory(workspace.toRealPath().toString())
                      .setExecRoot(workspace.resolveSibling("execroot").toString())
                      .setStartMillis(System.currentTimeMillis())
                      .setCommand("bench")
                      .setRemoteCache("grpc://127.0.0.1:" + server.port()))
              .build());
      for (Workload.Entry entry : stored.entries()) {
        requests.onNext(
            RecordRequest.newBuilder()
                .setOutput(
                    Output.newBuilder()
                        .setPath(PREFIX + "/" + entry.path())
                        .setFile(
                            Output.File.newBuilder()
                                .setDigest(
                                    Digest.newBuilder()
                                        .setHash(entry.digest().hex())
                                        .setSizeBytes(entry.digest().size()))))
                .build());
      }
      requests.onCompleted();
      if (done.get(60, TimeUnit.SECONDS).getOutputs() != stored.entries().size()) {
        throw new IllegalStateException("not all outputs were recorded");
      }
    } finally {
      channel.shutdownNow();
      var _ = group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }
}
