package dev.bwob.cas.source;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where a source of blobs is. Written as Bazel's {@code --remote_cache} is ({@code grpc://}, {@code
 * grpcs://}, {@code unix:}, {@code http://}, {@code https://}, no scheme for {@code grpcs://}), or
 * as an absolute path (also {@code file://}) of a {@code --disk_cache} folder. Its string form is
 * the same, without user and password.
 */
public sealed interface SourceAddress {
  /** Whether the bytes come from this machine, by what the address itself says. */
  boolean isLocal();

  /** A REAPI server. IPv6 hosts are in brackets. */
  record Grpc(String host, int port, boolean tls) implements SourceAddress {
    @Override
    public boolean isLocal() {
      return isLoopback(host);
    }

    @Override
    public String toString() {
      return (tls ? "grpcs://" : "grpc://") + host + ":" + port;
    }
  }

  /** A REAPI server on a Unix socket. */
  record GrpcSocket(Path socket) implements SourceAddress {
    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public String toString() {
      return "unix:" + socket;
    }
  }

  /**
   * An HTTP cache.
   *
   * @param base what {@code /cas/HASH} is appended to; no slash at its end
   */
  record Http(URI base) implements SourceAddress {
    @Override
    public boolean isLocal() {
      return isLoopback(base.getHost());
    }

    @Override
    public String toString() {
      String userInfo = base.getRawUserInfo();
      return userInfo == null ? base.toString() : base.toString().replace(userInfo + "@", "");
    }
  }

  /** A disk cache's folder. */
  record DiskCache(Path folder) implements SourceAddress {
    @Override
    public boolean isLocal() {
      return true;
    }

    @Override
    public String toString() {
      return folder.toString();
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException if it is none; the message is a sentence for the user
   */
  static SourceAddress parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("The address of a cache can't be empty.");
    }
    if (text.startsWith("/")) {
      return new DiskCache(path(text, text));
    }
    if (text.startsWith("unix:")) {
      String socket = text.substring("unix:".length());
      return new GrpcSocket(path(text, socket.startsWith("//") ? socket.substring(2) : socket));
    }
    int end = text.indexOf("://");
    String scheme = end < 0 ? "grpcs" : text.substring(0, end).toLowerCase(Locale.ROOT);
    String rest = end < 0 ? text : text.substring(end + "://".length());
    return switch (scheme) {
      case "grpc" -> grpc(text, rest, /* tls= */ false);
      case "grpcs" -> grpc(text, rest, /* tls= */ true);
      case "http", "https" -> new Http(http(text, scheme + "://" + rest));
      case "file" -> new DiskCache(path(text, rest));
      default ->
          throw new IllegalArgumentException(
              ("The cache address %s has the unknown scheme '%s'; known are grpc, grpcs, unix,"
                      + " http, https, and a folder's absolute path.")
                  .formatted(text, scheme));
    };
  }

  private static SourceAddress grpc(String text, String hostAndPort, boolean tls) {
    URI uri = uri(text, "grpc://" + hostAndPort);
    String path = uri.getRawPath();
    if (path != null && !path.isEmpty() && !path.equals("/")) {
      throw new IllegalArgumentException(
          "The cache address %s has a path; an instance name is a setting of its own."
              .formatted(text));
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "A gRPC cache address has only a host and a port; credentials are given as headers.");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
    return new Grpc(uri.getHost(), port, tls);
  }

  private static URI http(String text, String url) {
    URI uri = uri(text, url);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "The cache address %s has a query or a fragment, which an HTTP cache can't have."
              .formatted(text));
    }
    String plain = uri.toString();
    while (plain.endsWith("/")) {
      plain = plain.substring(0, plain.length() - 1);
    }
    return URI.create(plain);
  }

  private static URI uri(String text, String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The cache address %s is not a URL.".formatted(text), e);
    }
    if (uri.getHost() == null || uri.getPort() > 65535) {
      throw new IllegalArgumentException(
          "The cache address %s names no host, or no port a host can have.".formatted(text));
    }
    return uri;
  }

  private static Path path(String text, String path) {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "The path of the cache address %s must be absolute.".formatted(text));
    }
    return Path.of(path).normalize();
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || host.startsWith("127.")
        || host.equals("[::1]");
  }
}
