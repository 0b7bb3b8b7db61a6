package dev.bwob.rpc;

import dev.bwob.fetch.RequestException;
import dev.bwob.fetch.Scope;
import dev.bwob.fetch.SelectionRequest;
import dev.bwob.fetch.SelectionResolver;
import dev.bwob.v1.Selection;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Finds what a request is about, and checks what the wire brought. */
public final class Scopes {
  private final SelectionResolver resolver;

  public Scopes(SelectionResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * The workspace that a folder lies in, or that an invocation is of.
   *
   * @param invocationId an unambiguous beginning; empty for the workspace's latest state
   */
  Scope of(String workingDirectory, String invocationId) throws RequestException {
    return resolver.scope(
        new SelectionRequest(
            folder(workingDirectory), invocationId, List.of(), /* regex= */ false, List.of()));
  }

  /** A selection from the wire. */
  static SelectionRequest request(Selection proto) throws RequestException {
    return new SelectionRequest(
        folder(proto.getWorkingDirectory()),
        proto.getInvocationId(),
        proto.getPatternsList(),
        proto.getRegex(),
        proto.getOutputGroupsList());
  }

  /** An absolute path from the wire. */
  static Path folder(String text) throws RequestException {
    try {
      Path folder = Path.of(text);
      if (folder.isAbsolute()) {
        return folder;
      }
      throw new RequestException(
          RequestException.Kind.INVALID, "The folder must be an absolute path: '" + text + "'");
    } catch (InvalidPathException e) {
      throw new RequestException(RequestException.Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }
}
