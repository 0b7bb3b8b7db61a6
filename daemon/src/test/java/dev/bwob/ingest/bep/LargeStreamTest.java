package dev.bwob.ingest.bep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.devtools.build.lib.buildeventstream.File;
import dev.bwob.index.InvocationRecorder;
import dev.bwob.index.OutputRecorder;
import dev.bwob.ingest.IngestListener;
import dev.bwob.ingest.IngestSummary;
import dev.bwob.output.Invocation;
import dev.bwob.output.NamedSet;
import dev.bwob.output.Output;
import dev.bwob.output.Target;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A stream much larger than the memory that reading it may hold. */
class LargeStreamTest {
  private static final int SETS = 30_000;
  private static final int FILES_PER_SET = 50;
  private static final long MIB = 1 << 20;

  @Test
  void memoryDoesNotGrowWithTheStream() throws Exception {
    List<Long> held = new ArrayList<>();
    IngestListener listener =
        progress -> {
          if (progress.events() % 10_000 == 0) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            held.add(runtime.totalMemory() - runtime.freeMemory());
          }
        };
    IngestSummary summary =
        new BuildEventIngest(new ForgetfulRecorder())
            .ingest(
                new SequenceInputStream(Collections.enumeration(new Parts())), "large", listener);
    assertEquals((long) SETS * FILES_PER_SET, summary.progress().outputs());
    assertTrue(summary.cut().isEmpty());
    assertTrue(summary.progress().bytesRead() > 200 * MIB, summary.toString());
    assertTrue(held.getLast() - held.getFirst() < 16 * MIB, held.toString());
  }

  /** The stream's parts, made when they are asked for. */
  private static final class Parts extends java.util.AbstractList<InputStream> {
    @Override
    public InputStream get(int index) {
      Events events = index == 0 ? Events.begun() : new Events();
      if (index < SETS) {
        List<File> files = new ArrayList<>();
        for (int i = 0; i < FILES_PER_SET; i++) {
          files.add(Events.blob("some/package/of/the/build_%d/file_%d.txt".formatted(index, i)));
        }
        events.add(Events.set("" + index, files));
        events.add(Events.target("//some/package:target_" + index, "" + index));
      } else {
        events.add(Events.last());
      }
      return new ByteArrayInputStream(events.binary());
    }

    @Override
    public int size() {
      return SETS + 1;
    }

    @Override
    public Iterator<InputStream> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < size();
        }

        @Override
        public InputStream next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return get(next++);
        }
      };
    }
  }

  private static final class ForgetfulRecorder implements OutputRecorder, InvocationRecorder {
    @Override
    public InvocationRecorder begin(Invocation invocation) {
      return this;
    }

    @Override
    public OptionalLong forget(String invocationId) {
      return OptionalLong.empty();
    }

    @Override
    public void output(Output output) {}

    @Override
    public void namedSet(NamedSet set) {}

    @Override
    public void target(Target target) {}

    @Override
    public void flush() {}

    @Override
    public void finish(Invocation ended) {}

    @Override
    public void close() {}
  }
}
