package dev.bwob.daemon;

import dev.bwob.endpoint.BwobVersion;
import dev.bwob.endpoint.EndpointException;
import dev.bwob.fetch.LocalDisk;
import dev.bwob.fetch.Materializer;
import dev.bwob.fetch.MaterializerOptions;
import dev.bwob.fetch.SelectionResolver;
import dev.bwob.index.IndexException;
import dev.bwob.index.sqlite.IndexOptions;
import dev.bwob.index.sqlite.SqliteIndex;
import dev.bwob.rpc.BuildsService;
import dev.bwob.rpc.DaemonService;
import dev.bwob.rpc.OutputsService;
import dev.bwob.rpc.Scopes;
import dev.bwob.v1.StatusResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code bwobd}: takes its state folder, opens the index, serves until it is told to stop or nobody
 * has called for a time. Exit codes: 0 ended as it should, 2 wrong flags, 36 this machine (the
 * state folder is taken, the index can't be opened, no socket), 37 a bug.
 */
public final class Main {
  private static final int OK = 0;
  private static final int COMMAND_LINE = 2;
  private static final int LOCAL_ENVIRONMENT = 36;
  private static final int BUG = 37;

  // Held strongly: a logger that is only configured may be collected, and its level with it.
  private static final Logger NETTY = Logger.getLogger("io.grpc.netty.shaded.io.netty");

  private Main() {}

  /** Runs the daemon. */
  public static void main(String[] args) {
    // Unix sockets do not know SO_KEEPALIVE, and netty warns of it at every connection.
    NETTY.setLevel(Level.SEVERE);
    // halt, not exit: the hook that SIGTERM runs has done the ending by then.
    Runtime.getRuntime().halt(run(Arrays.asList(args)));
  }

  private static int run(List<String> args) {
    DaemonOptions options;
    try {
      options = DaemonOptions.parse(args, System.getenv());
    } catch (IllegalArgumentException e) {
      System.err.println("bwobd: " + e.getMessage());
      return COMMAND_LINE;
    } catch (EndpointException e) {
      System.err.println("bwobd: " + e.getMessage());
      return LOCAL_ENVIRONMENT;
    }
    try {
      serve(options);
      return OK;
    } catch (IOException | IndexException | EndpointException e) {
      System.err.println("bwobd: " + e.getMessage());
      return LOCAL_ENVIRONMENT;
    } catch (InterruptedException e) {
      return OK;
    } catch (RuntimeException | Error e) {
      Logger.getLogger(Main.class.getName()).log(Level.SEVERE, "bug", e);
      return BUG;
    }
  }

  private static void serve(DaemonOptions options)
      throws IOException, EndpointException, InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    IdleWatch idle = new IdleWatch(options.maxIdle());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endBySignal(idle, ended)));
    try (StateFolder state =
        StateFolder.take(options.endpoint().stateDirectory(), options.endpoint().socket())) {
      // Else sqlite-jdbc would leave a library in the temp folder for each daemon that ever ran.
      System.setProperty("org.sqlite.tmpdir", state.libraryFolder().toString());
      serve(options, state, idle);
    } finally {
      ended.countDown();
    }
  }

  private static void serve(DaemonOptions options, StateFolder state, IdleWatch idle)
      throws IOException, EndpointException, InterruptedException {
    try (SqliteIndex index = SqliteIndex.open(state.indexFile(), IndexOptions.DEFAULT);
        SourceCatalog sources = new SourceCatalog(index, StandardSource::open)) {
      LocalDisk disk = new LocalDisk();
      SelectionResolver resolver = new SelectionResolver(index, index, disk);
      Scopes scopes = new Scopes(resolver);
      Materializer materializer = new Materializer(MaterializerOptions.defaults());
      options.endpoint().prepareSocketFolder();
      try (SocketServer server =
          SocketServer.start(
              options.endpoint().socket(),
              idle,
              List.of(
                  new DaemonService(
                      status(options), index, index, index::fileBytes, sources, scopes, idle::stop),
                  new BuildsService(index, index, scopes),
                  new OutputsService(resolver, index, disk, sources, materializer)))) {
        System.out.println("bwobd ready: " + server.socket());
        idle.awaitEnd();
      }
    }
  }

  /**
   * SIGTERM and SIGINT end the daemon in good order: calls under way may end, the index is closed.
   * The process then exits with 0; a signal's own exit code would look like an accident to a
   * service supervisor.
   */
  private static void endBySignal(IdleWatch idle, CountDownLatch ended) {
    idle.stop();
    try {
      if (ended.await(30, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(OK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static StatusResponse status(DaemonOptions options) {
    return StatusResponse.newBuilder()
        .setVersion(BwobVersion.current())
        .setPid(ProcessHandle.current().pid())
        .setStateDirectory(options.endpoint().stateDirectory().toString())
        .setJavaVersion(System.getProperty("java.version", ""))
        .setStartMillis(System.currentTimeMillis())
        .setMaxIdleSeconds(options.maxIdle().toSeconds())
        .build();
  }
}
