package dev.bwob.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import build.bazel.remote.execution.v2.Digest;
import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The servers that other tests rely on start, keep blobs and stop. */
final class RealServersIT {
  private static final ByteString SMALL = ByteString.copyFromUtf8("a small blob\n");
  private static final ByteString LARGE = ByteString.copyFrom(new byte[5 << 20]);

  @TempDir Path folder;

  @Test
  void buildGridKeepsBlobs() {
    RealComponent.require(RealComponent.BUILDGRID);
    try (BuildGridServer server = BuildGridServer.start(folder);
        CasConnection cas = new CasConnection(server.endpoint())) {
      assertEquals(2, cas.capabilities().getLowApiVersion().getMajor());
      assertEquals(0, cas.capabilities().getLowApiVersion().getMinor());
      keepsBlobs(cas, server.blobs());
    }
  }

  @Test
  void casdKeepsBlobs() {
    RealComponent.require(RealComponent.CASD);
    try (CasdServer server = CasdServer.start(folder);
        CasConnection cas = new CasConnection(server.endpoint())) {
      assertEquals(1, cas.capabilities().getLowApiVersion().getMinor());
      keepsBlobs(cas, server.blobs());
    }
  }

  @Test
  void casdTakesTheBlobsOfAnotherStore() {
    RealComponent.require(RealComponent.BUILDGRID, RealComponent.CASD);
    try (BuildGridServer filled = BuildGridServer.start(folder.resolve("buildgrid"));
        CasConnection filling = new CasConnection(filled.endpoint());
        CasdServer server = CasdServer.start(folder.resolve("casd"));
        CasConnection cas = new CasConnection(server.endpoint())) {
      filling.capabilities();
      Digest small = filling.put(SMALL);
      Digest large = filling.put(LARGE);

      assertEquals(2, cas.putAll(filled.blobs()));
      assertEquals(List.of(), cas.findMissing(List.of(small, large)));
    }
  }

  @Test
  void nginxKeepsBlobs() throws Exception {
    RealComponent.require(RealComponent.NGINX);
    String hash = CasConnection.digestOf(LARGE).getHash();
    try (NginxCache server = NginxCache.start(folder);
        HttpClient http = HttpClient.newHttpClient()) {
      URI blob = URI.create(server.url() + "/cas/" + hash);
      HttpRequest get = HttpRequest.newBuilder(blob).build();
      assertEquals(404, http.send(get, BodyHandlers.discarding()).statusCode());
      HttpRequest put =
          HttpRequest.newBuilder(blob).PUT(BodyPublishers.ofByteArray(LARGE.toByteArray())).build();
      assertEquals(201, http.send(put, BodyHandlers.discarding()).statusCode(), server::log);

      HttpResponse<byte[]> answer = http.send(get, BodyHandlers.ofByteArray());
      assertEquals(200, answer.statusCode());
      assertEquals(LARGE, ByteString.copyFrom(answer.body()));
      assertTrue(Files.exists(server.data().resolve("cas").resolve(hash)));
    }
  }

  private static void keepsBlobs(CasConnection cas, BlobFolder store) {
    Digest absent = CasConnection.digestOf(ByteString.copyFromUtf8("never put"));
    Digest small = cas.put(SMALL);
    Digest large = cas.put(LARGE);

    assertEquals(SMALL, cas.read(small));
    assertEquals(LARGE, cas.read(large));
    assertEquals(List.of(absent), cas.findMissing(List.of(small, absent, large)));
    assertTrue(Files.exists(store.file(small.getHash())));
    assertFalse(Files.exists(store.file(absent.getHash())));
  }
}
