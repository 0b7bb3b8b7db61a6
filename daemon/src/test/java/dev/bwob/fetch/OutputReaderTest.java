package dev.bwob.fetch;

import static dev.bwob.fetch.Recording.file;
import static dev.bwob.fetch.Recording.inline;
import static dev.bwob.fetch.Recording.link;
import static dev.bwob.fetch.Recording.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bwob.cas.BlobCorruptException;
import dev.bwob.cas.BlobNotFoundException;
import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.output.Output;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputReaderTest {
  @TempDir private Path folder;
  private final MapBlobStore store = new MapBlobStore(1000);

  private String read(Output output, long offset) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (WritableByteChannel channel = Channels.newChannel(bytes)) {
      OutputReader.bytesOf(output, folder.resolve(output.path().value()), offset, uri -> store)
          .copyTo(piece -> FileCheck.writeAll(piece, channel));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void bytesComeFromTheStoreFromAnOffset() throws Exception {
    Output output = file("f", store.add("0123456789"));
    assertEquals("0123456789", read(output, 0));
    assertEquals("789", read(output, 7));
    assertEquals("", read(output, 10));
  }

  @Test
  void offsetOutsideTheFileIsRefused() {
    Output output = file("f", store.add("0123456789"));
    assertThrows(RequestException.class, () -> read(output, 11));
    assertThrows(RequestException.class, () -> read(output, -1));
    assertThrows(RequestException.class, () -> read(inline("i", "abc"), 4));
  }

  @Test
  void emptyAndInlineFilesNeedNoStore() throws Exception {
    Digest empty = Digest.ofBytes(DigestFunction.SHA256, ByteBuffer.allocate(0));
    assertEquals("", read(file("f", empty), 0));
    assertEquals("line", read(inline("i", "inline"), 2));
  }

  @Test
  void fileWithoutDigestIsReadFromTheDisk() throws Exception {
    Files.writeString(folder.resolve("f"), "on disk");
    assertEquals("disk", read(Recording.fileWithoutDigest("f"), 3));
    MaterializeException e =
        assertThrows(
            MaterializeException.class, () -> read(Recording.fileWithoutDigest("absent"), 0));
    assertEquals(MaterializeException.Kind.IMPOSSIBLE, e.kind());
  }

  @Test
  void whatIsNoFileIsRefused() {
    assertThrows(RequestException.class, () -> read(tree("t"), 0));
    assertThrows(RequestException.class, () -> read(link("l", "f"), 0));
  }

  @Test
  void failuresOfTheStoreAreTold() {
    Digest gone = store.add("gone");
    store.evict(gone);
    assertThrows(BlobNotFoundException.class, () -> read(file("f", gone), 0));
    Digest wrong = store.add("wrong");
    store.corrupt(wrong, 1);
    assertThrows(BlobCorruptException.class, () -> read(file("f", wrong), 0));
  }
}
