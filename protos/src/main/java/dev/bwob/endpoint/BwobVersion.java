package dev.bwob.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The version of bwob that these classes were built as, such as "0.1.0". */
public final class BwobVersion {
  private BwobVersion() {}

  /** As {@code pom.xml} has it. */
  public static String current() {
    try (InputStream in =
        Objects.requireNonNull(
            BwobVersion.class.getResourceAsStream("version.txt"), "version.txt is not packaged")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
