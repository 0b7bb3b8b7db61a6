package dev.bwob.it;

import java.nio.file.Path;
import java.util.List;

/**
 * nginx as an HTTP cache of the kind {@code --remote_cache=http://} speaks to: blobs at {@code
 * /cas/HASH}, action results at {@code /ac/HASH}. It checks nothing of what it is given.
 */
final class NginxCache implements AutoCloseable {
  private final ServerProcess server;
  private final Path data;

  private NginxCache(ServerProcess server, Path data) {
    this.server = server;
    this.data = data;
  }

  /** Starts a server, empty unless the folder holds an earlier one's files. */
  static NginxCache start(Path folder) {
    int port = ServerProcess.freePort();
    Path data = TestFiles.createFolder(folder.resolve("data"));
    TestFiles.createFolder(folder.resolve("incoming"));
    // Started as root its workers would be `nobody`, who can't enter a test's temporary folder.
    String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
    Path configuration = TestFiles.write(folder.resolve("nginx.conf"), configuration(user, port));
    ServerProcess server =
        ServerProcess.start(
            port,
            folder.resolve("nginx.log"),
            List.of(
                RealComponent.NGINX.program().toString(),
                "-p",
                folder.toString(),
                "-c",
                configuration.toString()));
    return new NginxCache(server, data);
  }

  private static String configuration(String user, int port) {
    return """
    daemon off;
    pid nginx.pid;
    error_log stderr;
    %s
    worker_processes 2;
    events {}
    http {
      access_log off;
      client_max_body_size 0;
      client_body_temp_path incoming;
      proxy_temp_path unused;
      fastcgi_temp_path unused;
      uwsgi_temp_path unused;
      scgi_temp_path unused;
      server {
        listen 127.0.0.1:%d;
        root data;
        location / {
          dav_methods PUT;
          create_full_put_path on;
        }
      }
    }
    """
        .formatted(user, port);
  }

  /** {@code http://host:port}. */
  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** The folder with {@code cas} and {@code ac} in it. */
  Path data() {
    return data;
  }

  String log() {
    return server.log();
  }

  @Override
  public void close() {
    server.close();
  }
}
