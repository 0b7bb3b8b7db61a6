package dev.bwob.remotecache;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.google.bytestream.QueryWriteStatusRequest;
import com.google.bytestream.QueryWriteStatusResponse;
import com.google.bytestream.WriteRequest;
import com.google.protobuf.ByteString;
import dev.bwob.cas.SampleBlobs;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class ByteStreamServiceTest {
  private static final byte[] LARGE = SampleBlobs.bytes(1_000_000, 1);
  private static final Digest DIGEST = SampleBlobs.digest(LARGE);

  @TempDir private Path folder;
  private CacheServer server;

  @BeforeEach
  void start() throws Exception {
    server = new CacheServer(folder.resolve("store"));
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private static WriteRequest part(String name, byte[] bytes, int from, int to) {
    return WriteRequest.newBuilder()
        .setResourceName(name)
        .setWriteOffset(from)
        .setData(ByteString.copyFrom(bytes, from, to - from))
        .setFinishWrite(to == bytes.length)
        .build();
  }

  private static void assertStatus(Status.Code code, Executable call) {
    StatusRuntimeException thrown = assertThrows(StatusRuntimeException.class, call);
    assertEquals(code, thrown.getStatus().getCode(), thrown::toString);
  }

  private QueryWriteStatusResponse status(String name) {
    return server
        .byteStream()
        .queryWriteStatus(QueryWriteStatusRequest.newBuilder().setResourceName(name).build());
  }

  @Test
  void writtenBlobCanBeRead() throws Exception {
    String name = "main/a/uploads/u1/blobs/" + DIGEST + "/anything/else";
    var response =
        server.write(
            List.of(part(name, LARGE, 0, 300_000), part("", LARGE, 300_000, LARGE.length)));
    assertEquals(LARGE.length, response.getCommittedSize());
    // Blobs are shared by all instances.
    assertArrayEquals(LARGE, server.read("blobs/" + DIGEST, 0, 0).toByteArray());
    assertArrayEquals(
        Arrays.copyOfRange(LARGE, 10, 20), server.read("x/blobs/" + DIGEST, 10, 10).toByteArray());
    assertArrayEquals(
        Arrays.copyOfRange(LARGE, 999_999, 1_000_000),
        server.read("blobs/" + DIGEST, 999_999, 500).toByteArray());
    assertEquals(ByteString.EMPTY, server.read("blobs/" + DIGEST, LARGE.length, 0));
  }

  @Test
  void readsThatCannotBeAreRefused() throws Exception {
    server.put(LARGE);
    String there = "blobs/" + DIGEST;
    assertStatus(Status.Code.OUT_OF_RANGE, () -> server.read(there, LARGE.length + 1, 0));
    assertStatus(Status.Code.OUT_OF_RANGE, () -> server.read(there, -1, 0));
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> server.read(there, 0, -1));
    assertStatus(
        Status.Code.NOT_FOUND, () -> server.read("blobs/" + DIGEST.hex() + "/999999", 0, 0));
    for (String name :
        List.of(
            "",
            "blobs",
            "blobs/" + DIGEST.hex(),
            "blobs/" + DIGEST.hex() + "/x",
            "blobs/" + DIGEST.hex() + "/-1",
            "blobs/" + DIGEST.hex().toUpperCase(java.util.Locale.ROOT) + "/1000000",
            "blobs/abc/3",
            "blobs/../../etc/passwd",
            "blobs/blake3/" + DIGEST.hex().substring(2) + "/1000000",
            "compressed-blobs/brotli/" + DIGEST,
            "uploads/u/blobs/" + DIGEST,
            there + "/more")) {
      assertStatus(Status.Code.INVALID_ARGUMENT, () -> server.read(name, 0, 0));
    }
  }

  @Test
  void emptyBlobIsAlwaysThere() throws Exception {
    Digest empty = SampleBlobs.digest(new byte[0]);
    assertEquals(ByteString.EMPTY, server.read("blobs/" + empty, 0, 0));
    ByteString compressed = server.read("compressed-blobs/zstd/" + empty, 0, 0);
    assertEquals(0, Zstd.decompress(compressed.toByteArray(), 10).length);
    String name = "uploads/u/blobs/" + empty;
    assertEquals(0, server.write(List.of(part(name, new byte[0], 0, 0))).getCommittedSize());
    String wrong = "uploads/u/blobs/" + "0".repeat(64) + "/0";
    assertStatus(
        Status.Code.INVALID_ARGUMENT, () -> server.write(List.of(part(wrong, new byte[0], 0, 0))));
  }

  @Test
  void blake3IsToldByTheName() throws Exception {
    Digest digest = SampleBlobs.digest(DigestFunction.BLAKE3, LARGE);
    server.write(List.of(part("uploads/u/blobs/" + digest, LARGE, 0, LARGE.length)));
    assertEquals(ByteString.copyFrom(LARGE), server.read("blobs/" + digest, 0, 0));
    assertStatus(
        Status.Code.NOT_FOUND,
        () -> server.read("blobs/" + digest.hex() + "/" + digest.size(), 0, 0));
  }

  @Test
  void hostileWritesStoreNothing() throws Exception {
    String name = "uploads/u/blobs/" + DIGEST;
    byte[] other = LARGE.clone();
    other[77]++;
    List<List<WriteRequest>> writes =
        List.of(
            List.of(),
            List.of(part(name, other, 0, other.length)),
            List.of(part(name, Arrays.copyOf(LARGE, 999), 0, 999)),
            List.of(part(name, Arrays.copyOf(LARGE, LARGE.length + 1), 0, LARGE.length + 1)),
            List.of(part(name, LARGE, 0, 10), part(name, LARGE, 11, LARGE.length)),
            List.of(part(name, LARGE, 0, 10), part(name, LARGE, 9, LARGE.length)),
            List.of(part(name, LARGE, 0, 10), part(name + "/x", LARGE, 10, LARGE.length)),
            List.of(part("blobs/" + DIGEST, LARGE, 0, LARGE.length)),
            List.of(part("uploads//blobs/" + DIGEST, LARGE, 0, LARGE.length)));
    for (List<WriteRequest> write : writes) {
      assertStatus(Status.Code.INVALID_ARGUMENT, () -> server.write(write));
      assertFalse(server.has(LARGE));
    }
  }

  @Test
  void writeThatBeginsAfterWhatCameIsOutOfRange() throws Exception {
    String name = "uploads/u/blobs/" + DIGEST;
    assertStatus(
        Status.Code.OUT_OF_RANGE, () -> server.write(List.of(part(name, LARGE, 5, LARGE.length))));
  }

  @Test
  void clientThatGoesInMidWriteCanResume() throws Exception {
    String name = "uploads/u/blobs/" + DIGEST;
    assertEquals(0, status(name).getCommittedSize());
    try (WriteCall call = new WriteCall(server.channel)) {
      call.send(part(name, LARGE, 0, 100_000));
      call.send(part(name, LARGE, 100_000, 200_000));
      // The server has taken it when it says so.
      while (status(name).getCommittedSize() < 200_000) {
        Thread.onSpinWait();
      }
    }
    QueryWriteStatusResponse broken = status(name);
    assertEquals(200_000, broken.getCommittedSize());
    assertFalse(broken.getComplete());
    var response = server.write(List.of(part(name, LARGE, 200_000, LARGE.length)));
    assertEquals(LARGE.length, response.getCommittedSize());
    assertTrue(server.has(LARGE));
    assertTrue(status(name).getComplete());
    assertEquals(LARGE.length, status(name).getCommittedSize());
  }

  @Test
  void writeWithoutAnEndIsNotABlob() throws Exception {
    String name = "uploads/u/blobs/" + DIGEST;
    var response = server.write(List.of(part(name, LARGE, 0, 100_000)));
    assertEquals(100_000, response.getCommittedSize());
    assertFalse(server.has(LARGE));
  }

  @Test
  void blobThatIsThereEndsTheWriteEarly() throws Exception {
    server.put(LARGE);
    try (WriteCall call = new WriteCall(server.channel)) {
      call.send(part("uploads/u/blobs/" + DIGEST, LARGE, 0, 10));
      assertEquals(LARGE.length, call.response().getCommittedSize());
    }
    try (WriteCall call = new WriteCall(server.channel)) {
      call.send(part("uploads/u/compressed-blobs/zstd/" + DIGEST, new byte[20], 0, 10));
      assertEquals(-1, call.response().getCommittedSize());
    }
  }

  @Test
  void compressedBothWays() throws Exception {
    byte[] text =
        "all work and no play ".repeat(50_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Digest digest = SampleBlobs.digest(text);
    byte[] compressed = Zstd.compress(text);
    String name = "uploads/u/compressed-blobs/zstd/" + digest;
    var response =
        server.write(
            List.of(part(name, compressed, 0, 5), part(name, compressed, 5, compressed.length)));
    assertEquals(compressed.length, response.getCommittedSize());
    assertEquals(ByteString.copyFrom(text), server.read("blobs/" + digest, 0, 0));
    ByteString back = server.read("compressed-blobs/zstd/" + digest, 1000, 0);
    assertTrue(back.size() < text.length / 10);
    assertArrayEquals(
        Arrays.copyOfRange(text, 1000, text.length), decompress(back, text.length - 1000));
    assertStatus(
        Status.Code.INVALID_ARGUMENT, () -> server.read("compressed-blobs/zstd/" + digest, 0, 5));
  }

  @Test
  void incompressibleBlobIsReadCompressed() throws Exception {
    server.put(LARGE);
    ByteString back = server.read("compressed-blobs/zstd/" + DIGEST, 0, 0);
    assertArrayEquals(LARGE, decompress(back, LARGE.length));
  }

  /** A stream of frames that do not name their sizes. */
  private static byte[] decompress(ByteString compressed, int size) {
    ByteBuffer result = ByteBuffer.allocate(size);
    Zstd.decompressByteArray(
        result.array(), 0, size, compressed.toByteArray(), 0, compressed.size());
    return result.array();
  }

  @Test
  void brokenCompressedWritesStoreNothing() throws Exception {
    String name = "uploads/u/compressed-blobs/zstd/" + DIGEST;
    byte[] whole = Zstd.compress(LARGE);
    byte[] flipped = whole.clone();
    flipped[500]++;
    byte[] bomb = Zstd.compress(new byte[50_000_000]);
    for (byte[] broken :
        List.of(
            Arrays.copyOf(whole, whole.length - 1),
            flipped,
            LARGE,
            new byte[0],
            bomb,
            Zstd.compress(Arrays.copyOf(LARGE, 10)))) {
      assertStatus(
          Status.Code.INVALID_ARGUMENT,
          () -> server.write(List.of(part(name, broken, 0, broken.length))));
      assertFalse(server.has(LARGE));
    }
    assertStatus(
        Status.Code.INVALID_ARGUMENT, () -> server.write(List.of(part(name, whole, 0, 100))));
    assertEquals(0, status(name).getCommittedSize());
    assertStatus(
        Status.Code.OUT_OF_RANGE,
        () -> server.write(List.of(part(name, whole, 100, whole.length))));
  }

  @Test
  void blobLargerThanTheStoreIsResourceExhausted() throws Exception {
    try (CacheServer small = new CacheServer(folder.resolve("small"), 1000, ResultListener.NONE)) {
      assertStatus(
          Status.Code.RESOURCE_EXHAUSTED,
          () -> small.write(List.of(part("uploads/u/blobs/" + DIGEST, LARGE, 0, LARGE.length))));
    }
  }
}
