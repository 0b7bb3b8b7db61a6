package dev.bwob.ingest.bep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import com.google.devtools.build.lib.buildeventstream.BuildEvent;
import com.google.protobuf.ByteString;
import dev.bwob.ingest.IngestException;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestProgress;
import dev.bwob.ingest.RecordingRecorder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams: forms, compression, cuts, and bytes that are no build events. */
class BuildEventStreamTest {
  private static final int LIMIT = 1 << 20;

  private static Events build() {
    return Events.begun("remote_cache=grpc://cache:80")
        .add(Events.set("0", List.of(Events.blob("a/ü.txt"))))
        .add(Events.set("1", List.of(Events.blob("a/b.txt")), "0"))
        .add(Events.target("//a:b", "1"))
        .add(Events.last());
  }

  /** The events of a stream, and how it ends. */
  private record Content(List<BuildEvent> events, List<Long> offsets, ReadEvent end) {}

  private static Content content(InputStream in) throws Exception {
    BuildEventStream stream = BuildEventStream.open(in, "test.bep", LIMIT);
    List<BuildEvent> events = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    ReadEvent next = stream.first();
    while (next instanceof ReadEvent.Whole read) {
      events.add(read.event());
      offsets.add(read.offset());
      next = stream.next();
    }
    return new Content(events, offsets, next);
  }

  private static Content content(byte[] bytes) throws Exception {
    return content(new ByteArrayInputStream(bytes));
  }

  @Test
  void binaryAndJsonAreTheSameEvents() throws Exception {
    assertEquals(build().list(), content(build().binary()).events());
    assertEquals(build().list(), content(build().json()).events());
  }

  @Test
  void compressedStreamsAreTheSameEvents() throws Exception {
    for (byte[] plain : List.of(build().binary(), build().json())) {
      assertEquals(build().list(), content(gzip(plain)).events());
      assertEquals(build().list(), content(Zstd.compress(plain)).events());
    }
  }

  @Test
  void compressedStreamOfSeveralPartsIsReadToItsEnd() throws Exception {
    byte[] plain = build().binary();
    byte[] front = Arrays.copyOf(plain, 100);
    byte[] back = Arrays.copyOfRange(plain, 100, plain.length);
    assertEquals(build().list(), content(concat(gzip(front), gzip(back))).events());
    assertEquals(
        build().list(), content(concat(Zstd.compress(front), Zstd.compress(back))).events());
    byte[] skippable = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3};
    assertEquals(build().list(), content(concat(skippable, Zstd.compress(plain))).events());
  }

  @ParameterizedTest
  @ValueSource(strings = {"bazel-4.2.3/f/bep.bin", "bazel-4.2.3/f/bep.json"})
  void streamThatComesByteByByteIsTheSame(String file) throws Exception {
    byte[] bytes = Fixtures.bytes(file);
    for (byte[] form : List.of(bytes, gzip(bytes), Zstd.compress(bytes))) {
      assertEquals(content(bytes).events(), content(new Dripping(form)).events());
    }
  }

  @Test
  void cutAnywhereKeepsTheEventsThatAreWhole() throws Exception {
    checkEveryCut(build().binary(), 1);
    checkEveryCut(build().json(), 1);
  }

  @Test
  void cutOfARealBuildKeepsTheEventsThatAreWhole() throws Exception {
    checkEveryCut(Fixtures.bytes("bazel-4.2.3/i/bep.bin"), 1);
    checkEveryCut(Fixtures.bytes("bazel-4.2.3/i/bep.json"), 13);
  }

  private static void checkEveryCut(byte[] bytes, int step) throws Exception {
    Content whole = content(bytes);
    boolean json = bytes[0] == '{';
    List<Long> allEnds = new ArrayList<>(whole.offsets().subList(1, whole.offsets().size()));
    allEnds.add((long) bytes.length);
    for (int length = 0; length < bytes.length; length += step) {
      byte[] cut = Arrays.copyOf(bytes, length);
      // A line needs no line feed to be whole.
      long needed = json ? length + 1L : length;
      List<Long> ends = allEnds.stream().filter(offset -> offset <= needed).toList();
      if (ends.isEmpty()) {
        assertThrows(IngestException.class, () -> content(cut));
        continue;
      }
      Content kept = content(cut);
      assertEquals(whole.events().subList(0, ends.size()), kept.events());
      long start = ends.getLast();
      if (start >= length) {
        assertEquals(new ReadEvent.End(), kept.end());
      } else {
        ReadEvent.Cut end = (ReadEvent.Cut) kept.end();
        assertEquals(ends.size() + 1, end.number());
        assertEquals(start, end.offset());
      }
    }
  }

  @Test
  void cutIsReportedWithEventAndOffset() throws Exception {
    byte[] bytes = build().binary();
    long offset = content(bytes).offsets().get(5);
    Events.Read read = Events.read(Arrays.copyOf(bytes, (int) offset + 10));
    assertTrue(
        read.summary()
            .cut()
            .orElseThrow()
            .startsWith("cut in event 6 at byte %d: it ends after 9 of".formatted(offset)),
        read.summary().toString());
    assertEquals(2, read.recorded().sets.size());
    assertEquals(dev.bwob.output.Invocation.State.CUT, read.recorded().ended.orElseThrow().state());
  }

  @Test
  void cutOrDamagedCompressionKeepsWhatCameBefore() throws Exception {
    Events many = build();
    for (int i = 2; i < 5_000; i++) {
      many.add(Events.set("" + i, List.of(Events.blob("x" + Integer.hashCode(i * 31)))));
    }
    byte[] plain = many.binary();
    for (byte[] form : List.of(gzip(plain), Zstd.compress(plain))) {
      Content cut = content(Arrays.copyOf(form, form.length / 2));
      assertTrue(cut.end() instanceof ReadEvent.Cut, cut.end().toString());
      byte[] damaged = form.clone();
      Arrays.fill(damaged, form.length / 2, form.length / 2 + 200, (byte) 0x55);
      Events.Read read = Events.read(damaged);
      assertTrue(read.summary().cut().isPresent() || read.summary().warningCount() > 0);
      assertTrue(read.summary().progress().events() > 100);
    }
    assertTrue(content(Arrays.copyOf(gzip(plain), gzip(plain).length / 2)).events().size() > 100);
  }

  @Test
  void unreadableEventIsLeftOutAndCounted() throws Exception {
    byte[] bad = {4, 0x0A, 0x7F, 1, 2};
    byte[] binary =
        concat(
            Events.begun().binary(),
            bad,
            new Events().add(Events.set("0", List.of())).add(Events.last()).binary());
    byte[] json =
        concat(
            Events.begun().json(),
            "{\"id\":{\"namedSet\":\n\n[]\n".getBytes(StandardCharsets.UTF_8),
            new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}', '\n'},
            new Events().add(Events.set("0", List.of())).add(Events.last()).json());
    Events.Read read = Events.read(binary);
    assertTrue(read.onlyWarning().startsWith("Event 4 at byte "), read.onlyWarning());
    assertEquals(List.of("0"), List.copyOf(read.recorded().sets.keySet()));

    Events.Read lines = Events.read(json);
    assertEquals(3, lines.summary().warningCount());
    assertEquals(List.of("0"), List.copyOf(lines.recorded().sets.keySet()));
    assertTrue(lines.summary().cut().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 10_000, 1_000_000})
  void deepNestingIsNoStackOverflow(int depth) throws Exception {
    String nested = "{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}\n";
    String object = "{\"x\":".repeat(depth) + "1" + "}".repeat(depth) + "\n";
    byte[] json =
        concat(
            Events.begun().json(),
            nested.getBytes(StandardCharsets.UTF_8),
            object.getBytes(StandardCharsets.UTF_8),
            new Events().add(Events.last()).json());
    Events.Read read = Events.read(json);
    assertTrue(read.summary().cut().isEmpty());

    ByteString groups =
        ByteString.copyFrom(
            concat(filled(Math.min(depth, 100_000), (byte) 0xA3), new byte[] {0x06}));
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.writeBytes(Events.begun().binary());
    BuildEvent.newBuilder().build().writeDelimitedTo(framed);
    com.google.protobuf.CodedOutputStream coded =
        com.google.protobuf.CodedOutputStream.newInstance(framed);
    coded.writeBytesNoTag(groups);
    coded.flush();
    framed.writeBytes(new Events().add(Events.last()).binary());
    assertTrue(Events.read(framed.toByteArray()).summary().cut().isEmpty());
  }

  @Test
  void enormousLengthIsRefusedWithoutTheMemory() throws Exception {
    for (byte[] length :
        List.of(
            new byte[] {-1, -1, -1, -1, 7},
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1},
            new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1})) {
      Events.Read read = Events.read(concat(Events.begun().binary(), length, new byte[100]));
      assertTrue(read.summary().cut().isPresent());
      assertEquals(3, read.summary().progress().events());
    }
    // Within the limit, but beyond the end of the file.
    Events.Read read =
        Events.read(concat(Events.begun().binary(), new byte[] {-1, -1, -1, 0x7F, 1, 2}));
    assertEquals(
        "it ends after 2 of an event's 268435455 bytes",
        read.summary().cut().orElseThrow().replaceFirst(".*: ", ""));
  }

  @Test
  void eventLargerThanTheLimitCutsTheStream() throws Exception {
    String line = "{\"progress\":\"" + "x".repeat(LIMIT) + "\"}\n";
    Content json = content(concat(Events.begun().json(), line.getBytes(StandardCharsets.UTF_8)));
    assertTrue(json.end() instanceof ReadEvent.Cut);
  }

  @Test
  void otherFilesAreNamedForWhatTheyAre() {
    assertProblem("test.bep is empty: it has no build events.", new byte[0]);
    assertProblem(
        "it starts with 'PK....' (50 4b 03 04 00 00). bwob reads what Bazel writes with"
            + " --build_event_binary_file",
        new byte[] {'P', 'K', 3, 4, 0, 0});
    assertProblem(
        "it starts with compressed 'hello world' (68 65",
        Zstd.compress("hello world".getBytes(StandardCharsets.UTF_8)));
    assertProblem(
        "Let Bazel write --build_event_binary_file or --build_event_json_file instead.",
        "event {\n  id {\n    started {\n".getBytes(StandardCharsets.UTF_8));
    assertProblem(
        "its first event is 'ID_NOT_SET', and every build begins with 'started'",
        "{\"otherData\":{\"date\":1}}\n".getBytes(StandardCharsets.UTF_8));
    assertProblem(
        "its first event can't be read",
        "{\n  \"commandArgs\": [\"a\"],\n".getBytes(StandardCharsets.UTF_8));
    assertProblem("has no invocation id", new Events().add(Events.started("")).binary());
    assertProblem(
        "its first event is 'NAMED_SET'", new Events().add(Events.set("0", List.of())).binary());
    assertProblem("has no build event that is whole", new byte[] {0x1F, (byte) 0x8B, 8, 0, 0});
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/exec.bin", "a/grpc.bin", "b/exec.json", "d/exec.bin"})
  void otherLogsOfBazelAreRefused(String file) {
    byte[] bytes = Fixtures.bytes("bazel-4.2.3/" + file);
    assertThrows(IngestException.class, () -> content(bytes));
  }

  private static void assertProblem(String expected, byte[] bytes) {
    IngestException problem = assertThrows(IngestException.class, () -> content(bytes));
    String message = String.valueOf(problem.getMessage());
    assertTrue(message.contains(expected), message);
    assertTrue(message.startsWith("test.bep "), message);
  }

  @Test
  void firstEventOf123BytesIsNotTakenForJson() throws Exception {
    Events events = new Events();
    for (int length = 1; ; length++) {
      BuildEvent started = Events.started("x".repeat(length));
      if (started.getSerializedSize() == '{') {
        events.add(started);
        break;
      }
    }
    byte[] bytes = events.add(Events.last()).binary();
    assertArrayEquals(new byte[] {'{', '\n'}, Arrays.copyOf(bytes, 2));
    assertEquals(events.list(), content(bytes).events());
  }

  @Test
  void byteOrderMarkAndLineEndsOfWindowsDoNoHarm() throws Exception {
    String text = new String(build().json(), StandardCharsets.UTF_8).replace("\n", "\r\n\r\n");
    byte[] bytes = ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8);
    assertEquals(build().list(), content(bytes).events());
  }

  @Test
  void failingDiskIsNoCut() {
    InputStream failing =
        new java.io.SequenceInputStream(
            new ByteArrayInputStream(build().binary()), new FailingInput());
    IOException problem = assertThrows(IOException.class, () -> content(failing));
    assertEquals("disk on fire", problem.getMessage());
  }

  @Test
  void progressIsToldAsTheStreamIsRead() throws Exception {
    Events many = Events.begun();
    for (int i = 0; i < 2_500; i++) {
      many.add(Events.set("" + i, List.of(Events.blob("f" + i))));
    }
    byte[] bytes = many.add(Events.last()).binary();
    List<IngestProgress> told = new ArrayList<>();
    IngestListener listener = told::add;
    new BuildEventIngest(new RecordingRecorder())
        .ingest(new ByteArrayInputStream(bytes), "test.bep", listener);
    assertEquals(
        List.of(1_000L, 2_000L, 2_504L), told.stream().map(IngestProgress::events).toList());
    assertEquals(2_500, told.getLast().outputs());
    assertEquals(bytes.length, told.getLast().bytesRead());
  }

  @Test
  void interruptStopsReadingAndLeavesACutRecord() {
    RecordingRecorder recorder = new RecordingRecorder();
    Events many = Events.begun();
    for (int i = 0; i < 2_000; i++) {
      many.add(Events.set("" + i, List.of()));
    }
    IngestListener interrupting = progress -> Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class,
        () ->
            new BuildEventIngest(recorder)
                .ingest(new ByteArrayInputStream(many.binary()), "test.bep", interrupting));
    assertTrue(recorder.only().closed);
    assertTrue(recorder.only().ended.isEmpty());
    assertEquals(997, recorder.only().sets.size());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(result)) {
      out.write(bytes);
    }
    return result.toByteArray();
  }

  private static byte[] filled(int length, byte value) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      // A start-group tag of field 100 has two bytes.
      bytes[i] = i % 2 == 0 ? value : 0x06;
    }
    return bytes;
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static final class FailingInput extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("disk on fire");
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return read();
    }
  }

  /** Gives one byte at a time, and says that no more are there. */
  private static final class Dripping extends InputStream {
    private final ByteArrayInputStream in;

    Dripping(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return in.read(target, offset, Math.min(length, 1));
    }
  }

  @Test
  void manyInvocationsInOneStreamAreRecordedEach() throws Exception {
    byte[] three =
        concat(
            build().binary(),
            new Events().add(Events.started("id-2")).binary(),
            new Events().add(Events.started("id-3")).add(Events.last()).binary());
    Events.Read read = Events.read(three);
    assertEquals(List.of("id-1", "id-2", "id-3"), read.summary().invocationIds());
    assertEquals(
        List.of("FINISHED", "CUT", "FINISHED"),
        read.recorder().recordings.stream()
            .map(recording -> recording.ended.orElseThrow().state().name())
            .toList());
    assertTrue(read.onlyWarning().startsWith("Invocation id-2 is cut: event 9 at byte "));
  }

  @Test
  void buildWithoutAnIdInMidStreamIsLeftOutAndOneThatComesAgainRecordedAgain() throws Exception {
    byte[] nameless =
        new Events()
            .add(Events.started(""))
            .add(Events.set("9", List.of()))
            .add(Events.last())
            .binary();
    Events.Read read = Events.read(concat(build().binary(), nameless, build().binary()));
    assertEquals(List.of("id-1", "id-1"), read.summary().invocationIds());
    assertTrue(read.onlyWarning().startsWith("Event 8 at byte "), read.onlyWarning());
    assertEquals(
        read.recorder().recordings.getFirst().sets, read.recorder().recordings.getLast().sets);
  }
}
