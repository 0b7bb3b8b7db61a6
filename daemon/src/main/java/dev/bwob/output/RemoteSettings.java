package dev.bwob.output;

/**
 * Where a build kept its bytes: the values of its own flags, empty where it had none. Headers are
 * not here: they may be secrets.
 *
 * @param remoteCache {@code --remote_cache}, or {@code --remote_executor} where only that was given
 * @param instanceName {@code --remote_instance_name}
 * @param diskCache {@code --disk_cache}
 * @param digestFunction {@code --digest_function}
 * @param bytestreamUriPrefix {@code --remote_bytestream_uri_prefix}
 */
public record RemoteSettings(
    String remoteCache,
    String instanceName,
    String diskCache,
    String digestFunction,
    String bytestreamUriPrefix) {
  public static final RemoteSettings NONE = new RemoteSettings("", "", "", "", "");
}
