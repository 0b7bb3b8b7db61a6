package dev.bwob.daemon;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.bwob.cas.BlobException;
import dev.bwob.cas.BlobStore;
import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.stack.BlobStores;
import dev.bwob.fetch.BlobSources;
import dev.bwob.fetch.RequestException;
import dev.bwob.index.BuildIndex;
import dev.bwob.output.Workspace;
import dev.bwob.rpc.Sources;
import dev.bwob.v1.ProbedSource;
import dev.bwob.v1.Remote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Which stores have the bytes of an output, in the order to ask: the disk cache and the remote that
 * the request names, then those that the recorded builds used. Stores are kept open between
 * requests, as making a connection costs more than many a fetch.
 */
final class SourceCatalog implements Sources, AutoCloseable {
  /**
   * Stores kept open. A user has a few; more come only from credentials that change, so the one
   * that was not used for longest is closed.
   */
  private static final int MOST_OPEN = 32;

  private final BuildIndex builds;
  private final Function<SourceSettings, StandardSource> opener;
  private final SequencedMap<SourceSettings, StandardSource> open =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true);

  SourceCatalog(BuildIndex builds, Function<SourceSettings, StandardSource> opener) {
    this.builds = builds;
    this.opener = opener;
  }

  @Override
  public BlobSources forRequest(Workspace workspace, Remote remote) throws RequestException {
    RequestedSources requested = RequestedSources.parse(remote);
    LearntSources learnt = LearntSources.of(workspace, builds);
    Map<String, BlobStore> stores = new ConcurrentHashMap<>();
    return uri ->
        stores.computeIfAbsent(
            LearntSources.prefixOf(uri),
            prefix -> storeOf(requested.andThen(learnt, prefix), workspace));
  }

  private BlobStore storeOf(List<SourceSettings> settings, Workspace workspace) {
    if (settings.isEmpty()) {
      return new NoSource(workspace);
    }
    List<BlobStore> stores = new ArrayList<>();
    for (SourceSettings each : settings) {
      stores.add(opened(each).store());
    }
    return BlobStores.firstOf(stores);
  }

  private StandardSource opened(SourceSettings settings) {
    synchronized (open) {
      StandardSource source = open.computeIfAbsent(settings, opener);
      if (open.size() > MOST_OPEN) {
        open.pollFirstEntry().getValue().close();
      }
      return source;
    }
  }

  @Override
  public List<ProbedSource> probe(Workspace workspace, Remote remote)
      throws RequestException, InterruptedException {
    RequestedSources requested = RequestedSources.parse(remote);
    LearntSources learnt = LearntSources.of(workspace, builds);
    List<ProbedSource> probed = new ArrayList<>();
    for (SourceSettings settings : requested.andThen(learnt, /* uriPrefix= */ "")) {
      ProbedSource.Builder source =
          ProbedSource.newBuilder().setName(StandardSource.nameOf(settings));
      try {
        source.setOffers(opened(settings).offers());
      } catch (BlobException e) {
        source.setStatus(
            Status.newBuilder()
                .setCode(Code.UNAVAILABLE_VALUE)
                .setMessage(String.valueOf(e.getMessage())));
      }
      probed.add(source.build());
    }
    return probed;
  }

  @Override
  public void close() {
    synchronized (open) {
      open.values().forEach(StandardSource::close);
      open.clear();
    }
  }
}
