package dev.bwob.daemon;

import dev.bwob.cas.source.SourceSettings;
import dev.bwob.cas.source.TlsFiles;
import dev.bwob.fetch.RequestException;
import dev.bwob.v1.Remote;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sources that a request names. Its headers and TLS files also go to the learnt remote, when it
 * names no remote of its own: credentials are never learnt.
 */
record RequestedSources(Remote remote, List<SourceSettings> settings) {
  /** Validates. */
  static RequestedSources parse(Remote remote) throws RequestException {
    try {
      List<SourceSettings> settings = new ArrayList<>();
      if (!remote.getDiskCache().isEmpty()) {
        settings.add(SourceSettings.of(Path.of(remote.getDiskCache()).toString()));
      }
      if (!remote.getRemoteCache().isEmpty()) {
        settings.add(
            withCredentials(
                remote,
                SourceSettings.of(remote.getRemoteCache())
                    .withInstanceName(remote.getInstanceName())));
      }
      return new RequestedSources(remote, settings);
    } catch (IllegalArgumentException e) {
      throw new RequestException(RequestException.Kind.INVALID, String.valueOf(e.getMessage()));
    }
  }

  /** These, then the learnt ones as far as the request lets them. */
  List<SourceSettings> andThen(LearntSources learnt, String uriPrefix) {
    if (remote.getOnlyThese()) {
      return settings;
    }
    List<SourceSettings> all = new ArrayList<>(settings);
    learnt.diskCache().filter(found -> !all.contains(found)).ifPresent(all::add);
    if (remote.getRemoteCache().isEmpty()) {
      learnt
          .remote(uriPrefix)
          .map(found -> withCredentials(remote, found))
          .filter(found -> !all.contains(found))
          .ifPresent(all::add);
    }
    return all;
  }

  private static SourceSettings withCredentials(Remote remote, SourceSettings settings) {
    SourceSettings result = settings.withHeaders(remote.getHeadersList());
    if (!remote.getInstanceName().isEmpty()) {
      result = result.withInstanceName(remote.getInstanceName());
    }
    TlsFiles tls =
        new TlsFiles(
            path(remote.getTlsCertificate()),
            path(remote.getTlsClientCertificate()),
            path(remote.getTlsClientKey()));
    return tls.isEmpty() ? result : result.withTls(tls);
  }

  private static Optional<Path> path(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
  }
}
