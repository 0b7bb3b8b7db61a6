package dev.bwob.fetch;

import static dev.bwob.fetch.Recording.file;
import static dev.bwob.fetch.Recording.inline;
import static dev.bwob.fetch.Recording.link;
import static dev.bwob.fetch.Recording.tree;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bwob.digest.Digest;
import dev.bwob.digest.DigestFunction;
import dev.bwob.output.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStateTest {
  @TempDir private Path folder;
  private final Digest four = Digest.ofBytes(DigestFunction.SHA256, ByteBuffer.allocate(4));

  private LocalState look(Output output) throws IOException {
    return LocalState.of(output, folder.resolve(output.path().value()), new LocalDisk());
  }

  @Test
  void nothingIsAbsent() throws IOException {
    assertEquals(LocalState.ABSENT, look(file("f", four)));
    Files.writeString(folder.resolve("file"), "");
    assertEquals(LocalState.ABSENT, look(file("file/below", four)));
  }

  @Test
  void fileIsToldByItsSize() throws IOException {
    Files.writeString(folder.resolve("f"), "1234");
    assertEquals(LocalState.PRESENT, look(file("f", four)));
    assertEquals(LocalState.PRESENT, look(inline("f", "abcd")));
    assertEquals(LocalState.DIFFERENT, look(inline("f", "abc")));
    assertEquals(LocalState.PRESENT, look(Recording.fileWithoutDigest("f")));
    assertEquals(LocalState.DIFFERENT, look(tree("f")));
    assertEquals(LocalState.DIFFERENT, look(link("f", "x")));
  }

  @Test
  void linksAreToldByTheirTextOrByWhatTheyLeadTo() throws IOException {
    Files.createSymbolicLink(folder.resolve("l"), Path.of("t"));
    assertEquals(LocalState.PRESENT, look(link("l", "t")));
    assertEquals(LocalState.DIFFERENT, look(link("l", "u")));
    assertEquals(LocalState.DANGLING, look(file("l", four)));
    Files.writeString(folder.resolve("t"), "1234");
    assertEquals(LocalState.PRESENT, look(file("l", four)));
    Files.createSymbolicLink(folder.resolve("self"), Path.of("self"));
    assertEquals(LocalState.DANGLING, look(file("self", four)));
  }

  @Test
  void folderIsATree() throws IOException {
    Files.createDirectory(folder.resolve("d"));
    assertEquals(LocalState.PRESENT, look(tree("d")));
    assertEquals(LocalState.DIFFERENT, look(file("d", four)));
  }
}
