package dev.bwob.cli.flags;

import dev.bwob.cli.process.Environment;
import dev.bwob.v1.Remote;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Flags that say where bytes come from. What is left out is learnt from the build's own record. */
public final class SourceOptions {
  @Option(
      names = "--remote_cache",
      paramLabel = "URI",
      description = "grpc://host:port, grpcs://..., unix:/path, http(s)://...")
  public String remoteCache = "";

  @Option(
      names = "--remote_instance_name",
      paramLabel = "NAME",
      description = "The instance on that server.")
  public String instanceName = "";

  @Option(
      names = "--remote_header",
      paramLabel = "NAME=VALUE",
      description = "A header to send with each request. May be repeated.")
  public List<String> headers = new ArrayList<>();

  @Option(
      names = "--disk_cache",
      paramLabel = "DIR",
      description = "A folder that Bazel fills with the flag of the same name.")
  public String diskCache = "";

  @Option(
      names = "--tls_certificate",
      paramLabel = "FILE",
      description = "The certificate (PEM) to trust as the server's signer.")
  public String tlsCertificate = "";

  @Option(
      names = "--tls_client_certificate",
      paramLabel = "FILE",
      description = "The certificate (PEM) to show to the server.")
  public String tlsClientCertificate = "";

  @Option(
      names = "--tls_client_key",
      paramLabel = "FILE",
      description = "The key (PEM) of --tls_client_certificate.")
  public String tlsClientKey = "";

  @Option(
      names = "--only_these_sources",
      negatable = true,
      description = "Do not look where the build's record says the bytes are.")
  public boolean onlyTheseSources;

  /** The message of the same content; paths in it are absolute. */
  public Remote remote(Environment environment) {
    return Remote.newBuilder()
        .setRemoteCache(remoteCache)
        .setInstanceName(instanceName)
        .addAllHeaders(headers)
        .setDiskCache(absolute(environment, diskCache))
        .setTlsCertificate(absolute(environment, tlsCertificate))
        .setTlsClientCertificate(absolute(environment, tlsClientCertificate))
        .setTlsClientKey(absolute(environment, tlsClientKey))
        .setOnlyThese(onlyTheseSources)
        .build();
  }

  private static String absolute(Environment environment, String path) {
    return path.isEmpty() ? "" : environment.path(path).toString();
  }
}
