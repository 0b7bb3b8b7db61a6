package dev.bwob.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bwob.path.LinkResolver.Resolution;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkResolverTest {
  private final Map<String, String> links = new HashMap<>();
  private final LinkResolver resolver =
      new LinkResolver(
          List.of("/base/execroot/ws", "/real/ws"), path -> Optional.ofNullable(links.get(path)));

  @Test
  void pathWithoutLinksIsItself() throws IOException {
    assertEquals(new Resolution.Inside("bazel-out/a/b"), resolver.resolve("bazel-out/a/b"));
  }

  @Test
  void absoluteChainIsFollowed() throws IOException {
    links.put("bazel-out/a", "/base/execroot/ws/bazel-out/b");
    links.put("bazel-out/b", "/real/ws/bazel-out/c/d");
    assertEquals(new Resolution.Inside("bazel-out/c/d"), resolver.resolve("bazel-out/a"));
  }

  @Test
  void relativeLinkInTheMiddleIsFollowed() throws IOException {
    links.put("bazel-out/x/dir", "../y/./real//");
    assertEquals(
        new Resolution.Inside("bazel-out/y/real/f"), resolver.resolve("bazel-out/x/dir/f"));
  }

  @Test
  void linkOutOfTheExecRootIsTold() throws IOException {
    links.put("bazel-out/a", "/src/ws/file");
    assertEquals(
        new Resolution.Outside("bazel-out/a", "/src/ws/file"), resolver.resolve("bazel-out/a"));
    links.put("bazel-out/b", "/base/execroot/ws-other/bazel-out/x");
    assertInstanceOf(Resolution.Outside.class, resolver.resolve("bazel-out/b"));
  }

  @Test
  void linkOutByDotsIsTold() throws IOException {
    links.put("bazel-out/a", "../../../etc/passwd");
    assertInstanceOf(Resolution.Outside.class, resolver.resolve("bazel-out/a"));
    links.put("bazel-out/b", "../sources/x");
    assertInstanceOf(Resolution.Outside.class, resolver.resolve("bazel-out/b"));
  }

  @Test
  void cycleIsNamed() throws IOException {
    links.put("bazel-out/a", "b");
    links.put("bazel-out/b", "c");
    links.put("bazel-out/c", "b");
    Resolution.Loop loop = assertInstanceOf(Resolution.Loop.class, resolver.resolve("bazel-out/a"));
    assertEquals(2, loop.links().size());
    assertEquals(
        loop.links().getFirst(), loop.cycle().substring(loop.cycle().lastIndexOf(' ') + 1));
  }

  @Test
  void fortyLinksAreFollowedAndNotOneMore() throws IOException {
    for (int i = 0; i < 41; i++) {
      links.put("bazel-out/l" + i, "l" + (i + 1));
    }
    assertEquals(new Resolution.Inside("bazel-out/l41"), resolver.resolve("bazel-out/l1"));
    assertInstanceOf(Resolution.Loop.class, resolver.resolve("bazel-out/l0"));
  }
}
