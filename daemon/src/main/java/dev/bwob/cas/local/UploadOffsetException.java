package dev.bwob.cas.local;

import java.io.IOException;

/** An upload was to go on where its bytes have not come to. */
public final class UploadOffsetException extends IOException {
  private static final long serialVersionUID = 1;

  UploadOffsetException(long offset, long committed) {
    super("The upload can't go on at byte %d: it has %d bytes".formatted(offset, committed));
  }
}
