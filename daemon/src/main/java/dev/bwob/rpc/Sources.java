package dev.bwob.rpc;

import dev.bwob.fetch.BlobSources;
import dev.bwob.fetch.RequestException;
import dev.bwob.output.Workspace;
import dev.bwob.v1.ProbedSource;
import dev.bwob.v1.Remote;
import java.util.List;

/**
 * Where the bytes of a workspace's outputs are: what the request says, then what the recorded
 * builds said.
 */
public interface Sources {
  /**
   * The stores for one request. Connections are shared between requests.
   *
   * @throws RequestException when a setting in {@code remote} is wrong
   */
  BlobSources forRequest(Workspace workspace, Remote remote) throws RequestException;

  /** Asks each source whether it answers. */
  List<ProbedSource> probe(Workspace workspace, Remote remote)
      throws RequestException, InterruptedException;
}
