package dev.bwob.daemon;

import dev.bwob.cas.source.SourceSettings;
import dev.bwob.index.BuildIndex;
import dev.bwob.output.Invocation;
import dev.bwob.output.RemoteSettings;
import dev.bwob.output.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sources that the recorded builds of a workspace used, latest build first: from their flags,
 * and from the URIs that they gave their outputs. A setting that is malformed is passed over: the
 * build was happy with it, and another source may serve.
 */
record LearntSources(Workspace workspace, List<RemoteSettings> builds) {
  private static final String BYTESTREAM = "bytestream://";

  static LearntSources of(Workspace workspace, BuildIndex builds) {
    List<RemoteSettings> settings = new ArrayList<>();
    for (Invocation invocation : builds.invocations(Optional.of(workspace))) {
      if (!settings.contains(invocation.remote())) {
        settings.add(invocation.remote());
      }
    }
    return new LearntSources(workspace, settings);
  }

  /**
   * The part of an output's URI that tells the server: {@code host:port[/instance]}; empty for a
   * URI that names no server.
   */
  static String prefixOf(String uri) {
    if (!uri.startsWith(BYTESTREAM)) {
      return "";
    }
    // From the right: instance names may hold slashes, and the word "blobs" too.
    int blobs = uri.lastIndexOf("/blobs/");
    return blobs < 0 ? "" : uri.substring(BYTESTREAM.length(), blobs);
  }

  /** The folder of the latest build that had a disk cache which is still there. */
  Optional<SourceSettings> diskCache() {
    for (RemoteSettings build : builds) {
      if (!build.diskCache().isEmpty()) {
        Path folder = folder(build.diskCache());
        if (Files.isDirectory(folder)) {
          return Optional.of(SourceSettings.of(folder.toString()));
        }
      }
    }
    return Optional.empty();
  }

  private Path folder(String asWritten) {
    // As Bazel reads the flag: "~/" is the home folder, relative is to the workspace.
    String home = System.getProperty("user.home", "");
    return asWritten.startsWith("~/")
        ? Path.of(home, asWritten.substring(2))
        : Path.of(workspace.directory()).resolve(asWritten);
  }

  /** The remote for outputs whose URI begins so; the latest build's remote for an empty prefix. */
  Optional<SourceSettings> remote(String uriPrefix) {
    for (RemoteSettings build : builds) {
      if (!build.remoteCache().isEmpty() && serves(build, uriPrefix)) {
        Optional<SourceSettings> settings = parse(build.remoteCache());
        if (settings.isPresent()) {
          return settings.map(found -> found.withInstanceName(build.instanceName()));
        }
      }
    }
    if (uriPrefix.isEmpty()) {
      return Optional.empty();
    }
    // No build says how to reach that server. TLS, as Bazel assumes; not on this machine itself.
    int slash = uriPrefix.indexOf('/');
    String authority = slash < 0 ? uriPrefix : uriPrefix.substring(0, slash);
    String instance = slash < 0 ? "" : uriPrefix.substring(slash + 1);
    boolean local = authority.matches("(127\\.[0-9.]+|localhost|\\[::1])(:[0-9]+)?");
    return parse((local ? "grpc://" : "grpcs://") + authority)
        .map(found -> found.withInstanceName(instance));
  }

  private static boolean serves(RemoteSettings build, String uriPrefix) {
    if (uriPrefix.isEmpty() || uriPrefix.equals(build.bytestreamUriPrefix())) {
      return true;
    }
    String address = build.remoteCache();
    int scheme = address.indexOf("://");
    String authority = scheme < 0 ? address : address.substring(scheme + 3);
    String prefix =
        build.instanceName().isEmpty() ? authority : authority + "/" + build.instanceName();
    return uriPrefix.equals(prefix);
  }

  private static Optional<SourceSettings> parse(String address) {
    try {
      return Optional.of(SourceSettings.of(address));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
