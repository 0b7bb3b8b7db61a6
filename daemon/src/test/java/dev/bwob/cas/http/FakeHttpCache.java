package dev.bwob.cas.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP cache on loopback: with ranges as nginx, or without as bazel-remote. */
final class FakeHttpCache implements AutoCloseable {
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();
  final Queue<Integer> failures = new ConcurrentLinkedQueue<>();

  /** How many bytes the next answers give before the connection is closed. */
  final Queue<Integer> cuts = new ConcurrentLinkedQueue<>();

  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final boolean ranges;
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  FakeHttpCache(boolean ranges) throws IOException {
    this.ranges = ranges;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(executor);
    server.createContext("/", this::handle);
    server.start();
  }

  String hostAndPort() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  Digest put(byte[] bytes) {
    Digest digest = SampleBlobs.digest(bytes);
    blobs.put("/base/cas/" + digest.hex(), bytes);
    return digest;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(exchange.getRequestMethod() + (range == null ? "" : " " + range));
      authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
      Integer failure = failures.poll();
      byte[] bytes = blobs.get(exchange.getRequestURI().getPath());
      if (failure != null || bytes == null) {
        exchange.sendResponseHeaders(failure != null ? failure : 404, -1);
        return;
      }
      int offset = 0;
      if (range != null && ranges) {
        offset = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      byte[] rest = Arrays.copyOfRange(bytes, offset, bytes.length);
      exchange.sendResponseHeaders(offset > 0 ? 206 : 200, rest.length);
      Integer cut = cuts.poll();
      OutputStream body = exchange.getResponseBody();
      body.write(rest, 0, cut == null ? rest.length : Math.min(cut, rest.length));
      body.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
