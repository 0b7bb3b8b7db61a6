package dev.bwob.rpc;

/**
 * Who must act on an error. Travels as the reason of a {@code google.rpc.ErrorInfo} of the domain
 * {@link #DOMAIN}; clients choose exit codes by it.
 */
enum ErrorReason {
  /** The request means nothing: the user must change it. */
  REQUEST,
  /** The request means something that nobody recorded. */
  NOT_RECORDED,
  /** The store no longer has the blob: a build must make it again. */
  EVICTED,
  /** The remote did not answer: try again. */
  REMOTE_UNAVAILABLE,
  /** The remote won't: a setting or a credential must change. */
  REMOTE_REFUSED,
  /** The remote sent wrong bytes, more than once. */
  CORRUPT,
  /** This machine's disk: full, read-only, no permission. */
  LOCAL_DISK,
  /** Something stands in the way in the output tree. */
  IN_THE_WAY,
  /** The record does not say enough. */
  NOT_FETCHABLE,
  /** bwob is wrong. */
  BUG;

  static final String DOMAIN = "bwob.dev";
}
