package dev.bwob.cas;

import java.io.IOException;

/**
 * A blob can't be had. The subclass says who must act. Messages are whole sentences that name the
 * digest and the source.
 */
public abstract sealed class BlobException extends IOException
    permits BlobNotFoundException,
        SourceUnavailableException,
        SourceRefusedException,
        BlobCorruptException {
  private static final long serialVersionUID = 1;

  BlobException(String message) {
    super(message);
  }

  BlobException(String message, Throwable cause) {
    super(message, cause);
  }
}
